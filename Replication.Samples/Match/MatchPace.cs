namespace Replication.Samples;

/// <summary>How often both sides of a match speak.</summary>
internal static class MatchPace
{
    /// <summary>Network ticks a second.</summary>
    public const int NetworkHertz = 20;

    /// <summary>Looks of a client at what has arrived, a second.</summary>
    public const int ClientHertz = 60;

    /// <summary>The time of one network tick.</summary>
    public static TimeSpan NetworkInterval => TimeSpan.FromSeconds(1.0 / NetworkHertz);
}
