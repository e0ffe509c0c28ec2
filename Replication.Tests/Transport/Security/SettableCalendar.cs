namespace Replication.Tests.Transport.Security;

/// <summary>A calendar that a test sets, backwards too.</summary>
internal sealed class SettableCalendar : TimeProvider
{
    public long UnixSeconds { get; set; }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(UnixSeconds);
}
