namespace Replication.Transport;

/// <summary>The one line of time that every instant of this library lies on.</summary>
public static class TimeProviderExtensions
{
    /// <summary>
    /// The instant now, as the time since the provider's timestamp 0. It never goes back, says nothing about the
    /// calendar, and compares only with instants of the same provider. Any thread; allocates nothing.
    /// </summary>
    /// <param name="time">The clock.</param>
    public static TimeSpan Now(this TimeProvider time) => time.GetElapsedTime(0, time.GetTimestamp());
}
