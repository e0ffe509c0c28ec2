using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Replication.Samples;
using Xunit;

namespace Replication.Tests.Samples;

public class SampleTests
{
    [Fact]
    public async Task Hello_prints_the_value_as_it_arrives()
    {
        (int code, string output, _) = await SampleProcess.Run("hello");
        Assert.Equal(0, code);
        Assert.Contains("tick 20: the client sees <0, 5, 0>", output);
    }

    [Fact]
    public async Task No_trailer_of_a_convoy_is_seen_where_its_truck_does_not_pull_it()
    {
        (int code, string output, _) = await SampleProcess.Run("convoy");
        Assert.Equal(0, code);
        Assert.Contains("1 truck and 3 trailers came", output);
        Assert.Matches("Looked at trailers [1-9][0-9]* times: 0 were not where", output);
    }

    [Fact]
    public async Task A_convoy_that_stands_is_shown_as_it_is_within_two_seconds_though_a_fifth_is_lost()
    {
        (_, string output, _) = await SampleProcess.Run("convoy");
        Match shown = Regex.Match(output, "tick ([0-9]+): the client shows all");
        Assert.True(shown.Success, output);
        Assert.InRange(int.Parse(shown.Groups[1].Value, CultureInfo.InvariantCulture), 171, 210);
    }

    [Fact]
    public async Task Without_groups_trailers_of_a_convoy_are_seen_where_their_truck_does_not_pull_them()
    {
        (int code, string output, _) = await SampleProcess.Run("convoy", "--without-groups");
        Assert.Equal(0, code);
        Assert.Matches("times: [1-9][0-9]* were not where", output);
    }

    [Fact]
    public async Task A_match_between_processes_converges_with_loss_and_latency()
    {
        (int code, string output, string error) = await SampleProcess.Run(
            "match", "--clients", "3", "--clients-per-process", "2", "--seconds", "2", "--loss", "10%",
                "--latency-ms", "20");
        Assert.True(code == 0, output + error);
        Assert.Contains("Converged: all 3 clients", output);
        Assert.Contains("client 2: rows", output);
    }

    [Theory]
    [InlineData("--clients must be 1 to 256, not 0", "match", "--clients", "0")]
    [InlineData("--seconds must be 1 to 86,400, not -1", "match", "--seconds", "-1")]
    [InlineData("--loss must be 0 to 90 percent", "match", "--loss", "95")]
    [InlineData("--loss must be 0 to 90 percent", "match", "--loss", "much")]
    [InlineData("--latency-ms must be 0 to 1,000, not 5,000", "match", "--latency-ms", "5000")]
    [InlineData("--browser needs --link ws or wss", "match", "--browser", "no-such-folder")]
    [InlineData("has no index.html", "match", "--link", "ws", "--browser", "no-such-folder")]
    [InlineData("--trace: ", "match", "--trace", "no-such-file.bin.br")]
    public async Task A_bad_option_is_named_with_what_would_be_right(string message, params string[] arguments)
    {
        (int code, _, string error) = await SampleProcess.Run(arguments);
        Assert.NotEqual(0, code);
        Assert.Contains(message, error);
    }

    [Theory]
    [InlineData("5", 0.05)]
    [InlineData("5%", 0.05)]
    [InlineData("0.05", 0.05)]
    [InlineData("0.5%", 0.005)]
    [InlineData("0", 0)]
    public void Loss_is_read_as_percent_or_ratio(string text, double expected)
    {
        Assert.True(MatchOptions.TryParseLoss(text, out double ratio));
        Assert.Equal(expected, ratio, 6);
    }

    [Fact]
    public void A_file_that_is_no_recording_is_named()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "not brotli, not cubes");
            Assert.Contains(path, Assert.Throws<InvalidDataException>(() => CubesRecording.Load(path)).Message);
            using (var brotli = new BrotliStream(File.Create(path), CompressionLevel.Fastest)) brotli.Write(
                new byte[20_000]);
            Assert.Contains(
                "whole frames", Assert.Throws<InvalidDataException>(() => CubesRecording.Load(path)).Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void The_recording_of_the_samples_has_its_frames()
    {
        CubesRecording recording = CubesRecording.Load(path: null);
        Assert.Equal(1206, recording.FrameCount);
        Assert.Equal(1, recording[0, 5].Orientation.Length(), 2);
    }
}
