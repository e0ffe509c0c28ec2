using System.Globalization;

namespace Replication.Benchmarks;

/// <summary>Whose sockets, threads and packets carry the traffic.</summary>
internal enum Carrier
{
    /// <summary>This library; each link is asked once a tick.</summary>
    Us,

    /// <summary>This library as it is made without options: a thread for each link.</summary>
    UsDefault,

    /// <summary>LiteNetLib in its manual mode: asked once a tick, no threads.</summary>
    LiteNetLib,

    /// <summary>LiteNetLib as it is made without options: two threads for each manager.</summary>
    LiteNetLibDefault,
}

/// <summary>What a run of the transport benchmark is like; a process gets it as its arguments.</summary>
/// <param name="Carrier">Who carries.</param>
/// <param name="Mode">sequenced or reliable-ordered.</param>
/// <param name="Clients">How many clients, all in one process.</param>
/// <param name="Hz">Ticks a second, on both sides.</param>
/// <param name="Bytes">The size of a message; each side sends one to each peer every tick.</param>
/// <param name="Seconds">How long is measured.</param>
/// <param name="WarmUpSeconds">How long the traffic runs before that.</param>
internal sealed record TrafficPlan(
    Carrier Carrier, string Mode, int Clients, int Hz, int Bytes, int Seconds, int WarmUpSeconds)
{
    public const string Sequenced = "sequenced";
    public const string ReliableOrdered = "reliable-ordered";

    public string[] ToArguments() =>
    [
        Carrier.ToString(), Mode, Text(Clients), Text(Hz), Text(Bytes), Text(Seconds), Text(WarmUpSeconds),
    ];

    public static TrafficPlan FromArguments(string[] words) => new(
        Enum.Parse<Carrier>(words[0]),
        words[1],
        Number(words[2]),
        Number(words[3]),
        Number(words[4]),
        Number(words[5]),
        Number(words[6]));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);
}
