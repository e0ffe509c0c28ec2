namespace Replication.Generators.Emission;

/// <summary>
/// Writes a row in full where its codes are trained: in those, or as it is where they are not shorter, and a bit before
/// it that says which.
/// </summary>
internal static class TrainedFullEmitter
{
    public static string Emit() => Template.Text($$"""
        public static void WriteFull(
            ref {{RuntimeNames.Writer}} writer, {{RuntimeNames.ReadOnlyWords}} words)
        {
            {{RuntimeNames.Writer}} start = writer;
            writer.WriteBit(true);
            FullCodes.Write(ref writer, FullCodes.Typical, words);
            if (!writer.Overflowed && writer.BitCount - start.BitCount < Schema.FullBits)
                return;

            // A row that is nothing like the typical one goes as it is.
            writer = start;
            writer.WriteBit(false);
            WritePlain(ref writer, words);
        }
        """);

    public static string EmitTwin() => Template.Text($$"""
        public static void ReadFull(
            ref {{RuntimeNames.Reader}} reader, {{RuntimeNames.Words}} words)
        {
            if (!reader.ReadBit())
            {
                ReadPlain(ref reader, words);
                return;
            }

            new {{RuntimeNames.ReadOnlyWords}}(FullCodes.Typical).CopyTo(words);
            FullCodes.Read(ref reader, FullCodes.Typical, words);
        }
        """);
}
