using CsCheck;
using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport.Security;

public sealed class AeadTests
{
    private static readonly byte[] Sunscreen =
    [
        .. "Ladies and Gentlemen of the class of '99: "u8,
        .. "If I could offer you only one tip for the future, sunscreen would be it."u8,
    ];

    private static readonly byte[] Associated = Hex.Parse("50515253c0c1c2c3c4c5c6c7");

    private static readonly byte[] Key = [.. Enumerable.Range(0x80, 32).Select(static value => (byte)value)];

    public static TheoryData<string> Sources => ["libsodium", "base library", "managed code"];

    [Theory]
    [MemberData(nameof(Sources))]
    public void The_example_of_RFC_8439_comes_out(string source)
    {
        using IAead cipher = Source(source).ChaCha20(Key);

        AssertSeals(
            cipher,
            "070000004041424344454647",
            "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b"
            + "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
            + "3ff4def08e4b7a9de576d26586cec64b6116"
            + "1ae10b594f09e26a7e902ecbd0600691");
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void The_second_text_of_RFC_8439_opens(string source)
    {
        byte[] key = Hex.Parse("1c9240a5eb55d38af333888604f6b5f0473917c1402b80099dca5cbc207075c0");
        using IAead cipher = Source(source).ChaCha20(key);
        byte[] sealedText = Hex.Parse(
            "64a0861575861af460f062c79be643bd5e805cfd345cf389f108670ac76c8cb24c6cfc18755d43eea09ee94e382d26b0"
            + "bdb7b73c321b0100d4f03b7f355894cf332f830e710b97ce98c8a84abd0b948114ad176e008d33bd60f982b1ff37c855"
            + "9797a06ef4f0ef61c186324e2b3506383606907b6a7c02b0f9f6157b53c867e4b9166c767b804d46a59b5216cde7a4e9"
            + "9040c5a40433225ee282a1b0a06c523eaf4534d7f83fa1155b0047718cbc546a0d072b04b3564eea1b422273f548271a"
            + "0bb2316053fa76991955ebd63159434ecebb4e466dae5a1073a6727627097a1049e617d91d361094fa68f0ff77987130"
            + "305beaba2eda04df997b714d6c6f2c29a6ad5cb4022b02709b"
            + "eead9d67890cbb22392336fea1851f38");
        byte[] text = new byte[sealedText.Length - IAead.TagBytes];

        Assert.True(cipher.TryOpen(
            Hex.Parse("000000000102030405060708"), Hex.Parse("f33388860000000000004e91"), sealedText, text));
        Assert.StartsWith("Internet-Drafts are draft documents", System.Text.Encoding.UTF8.GetString(text));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void The_example_of_the_XChaCha_draft_comes_out(string source)
    {
        using IAead cipher = Source(source).XChaCha20(Key);

        AssertSeals(
            cipher,
            "404142434445464748494a4b4c4d4e4f5051525354555657",
            "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
            + "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
            + "21f9664c97637da9768812f615c68b13b52e"
            + "c0875924c1c7987947deafd8780acf49");
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void Test_case_16_of_the_GCM_specification_comes_out(string source)
    {
        Assert.SkipUnless(Source(source).HasAesGcm, "The processor has no AES.");
        byte[] key = Hex.Parse("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308");
        byte[] nonce = Hex.Parse("cafebabefacedbaddecaf888");
        byte[] associated = Hex.Parse("feedfacedeadbeeffeedfacedeadbeefabaddad2");
        byte[] text = Hex.Parse(
            "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
            + "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39");
        byte[] sealedText = new byte[text.Length + IAead.TagBytes];
        using IAead cipher = Source(source).AesGcm(key);

        cipher.Seal(nonce, associated, text, sealedText);

        Assert.Equal(
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            + "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            + "76fc6ece0f4e1768cddf8853bb2d551b",
            Hex.Print(sealedText));
        Assert.True(cipher.TryOpen(nonce, associated, sealedText, sealedText.AsSpan(0, text.Length)));
        Assert.Equal(text, sealedText[..text.Length]);
    }

    [Fact]
    public void The_example_of_HChaCha20_comes_out()
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(static value => (byte)value)];
        byte[] subkey = new byte[32];

        HChaCha20.Derive(key, Hex.Parse("000000090000004a0000000031415927"), subkey);

        Assert.Equal("82413b4227b27bfed30e42508a877d73a0f9e4d58a74a853c12ec41326d3ecdc", Hex.Print(subkey));
    }

    [Fact]
    public void All_libraries_seal_the_same_and_open_each_other() =>
        (from key in Gen.Byte.Array[32]
         from nonce in Gen.Byte.Array[24]
         from associated in Gen.Byte.Array[0, 40]
         from text in Gen.Byte.Array[0, 1_300]
         select (key, nonce, associated, text)).Sample(
            static sample =>
            {
                IAeadSource[] sources = [Source("libsodium"), Source("base library"), Source("managed code")];
                AssertAgree([.. sources.Select(source => source.ChaCha20(sample.key))], sample.nonce[..12], sample);
                AssertAgree([.. sources.Select(source => source.XChaCha20(sample.key))], sample.nonce, sample);
                IAeadSource[] withAes = [.. sources.Where(static source => source.HasAesGcm)];
                AssertAgree([.. withAes.Select(source => source.AesGcm(sample.key))], sample.nonce[..12], sample);
            },
            iter: 200,
            threads: 1);

    [Theory]
    [MemberData(nameof(Sources))]
    public void Every_flipped_bit_is_refused(string source)
    {
        using IAead chaCha = Source(source).ChaCha20(Key);
        AssertRefusesFlips(chaCha);
        if (!Source(source).HasAesGcm)
            return;
        using IAead aes = Source(source).AesGcm(Key);
        AssertRefusesFlips(aes);
    }

    private static void AssertRefusesFlips(IAead cipher)
    {
        byte[] nonce = new byte[12];
        byte[] sealedText = new byte[24];
        byte[] text = new byte[8];
        cipher.Seal(nonce, Associated, text, sealedText);

        for (int bit = 0; bit < sealedText.Length * 8; bit++)
        {
            byte[] damaged = Flip(sealedText, bit);
            Assert.False(cipher.TryOpen(nonce, Associated, damaged, text));
        }

        Assert.False(cipher.TryOpen(Flip(nonce, 0), Associated, sealedText, text));
        Assert.False(cipher.TryOpen(nonce, Flip(Associated, 0), sealedText, text));
        Assert.True(cipher.TryOpen(nonce, Associated, sealedText, text));
    }

    private static void AssertSeals(IAead cipher, string nonce, string expected)
    {
        byte[] sealedText = new byte[Sunscreen.Length + IAead.TagBytes];
        Sunscreen.CopyTo(sealedText, 0);

        cipher.Seal(Hex.Parse(nonce), Associated, sealedText.AsSpan(0, Sunscreen.Length), sealedText);
        Assert.Equal(expected, Hex.Print(sealedText));
        Assert.True(cipher.TryOpen(
            Hex.Parse(nonce), Associated, sealedText, sealedText.AsSpan(0, Sunscreen.Length)));
        Assert.Equal(Sunscreen, sealedText[..Sunscreen.Length]);
    }

    [Fact]
    public void A_cipher_of_libsodiums_own_functions_refuses_lengths_that_do_not_belong_together()
    {
        Assert.SkipUnless(new SodiumAeadSource().HasAesGcm, "This processor has no AES.");
        using IAead cipher = new SodiumAeadSource().AesGcm(Key);
        byte[] nonce = new byte[IAead.NonceBytes];

        Assert.Throws<ArgumentException>(() => cipher.Seal(nonce, Associated, new byte[10], new byte[25]));
        Assert.Throws<ArgumentException>(() => cipher.Seal(nonce.AsSpan(1), Associated, new byte[10], new byte[26]));
        Assert.Throws<ArgumentException>(() => cipher.TryOpen(nonce, Associated, new byte[26], new byte[9]));
        Assert.Throws<ArgumentException>(() => cipher.TryOpen(nonce, Associated, new byte[15], []));
    }

    [Fact]
    public void A_cipher_of_libsodiums_own_functions_seals_nothing_once_it_is_disposed()
    {
        Assert.SkipUnless(new SodiumAeadSource().HasAesGcm, "This processor has no AES.");
        IAead cipher = new SodiumAeadSource().AesGcm(Key);

        cipher.Dispose();

        Assert.Throws<ObjectDisposedException>(
            () => cipher.Seal(new byte[IAead.NonceBytes], Associated, new byte[10], new byte[26]));
        Assert.Throws<ObjectDisposedException>(
            () => cipher.TryOpen(new byte[IAead.NonceBytes], Associated, new byte[26], new byte[10]));
    }

    private static void AssertAgree(
        IAead[] ciphers, byte[] nonce, (byte[] Key, byte[] Nonce, byte[] Associated, byte[] Text) sample)
    {
        byte[][] sealedTexts = [.. ciphers.Select(_ => new byte[sample.Text.Length + IAead.TagBytes])];
        byte[] opened = new byte[sample.Text.Length];
        for (int index = 0; index < ciphers.Length; index++)
        {
            ciphers[index].Seal(nonce, sample.Associated, sample.Text, sealedTexts[index]);
            Assert.Equal(sealedTexts[0], sealedTexts[index]);
        }

        foreach (IAead cipher in ciphers)
        {
            Assert.True(cipher.TryOpen(nonce, sample.Associated, sealedTexts[0], opened));
            Assert.Equal(sample.Text, opened);
            cipher.Dispose();
        }
    }

    private static byte[] Flip(byte[] bytes, int bit)
    {
        byte[] flipped = [.. bytes];
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private static IAeadSource Source(string name) => name switch
    {
        "libsodium" => new SodiumAeadSource(),
        "base library" => new PlatformAeadSource(),
        _ => new ManagedAeadSource(),
    };
}
