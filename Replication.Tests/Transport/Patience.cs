using Replication.Transport;
using Xunit;

namespace Replication.Tests.Transport;

/// <summary>
/// Waits for what sockets and threads of this machine bring: for a condition and never for a time, and so long that
/// only what never comes fails, however busy the machine is.
/// </summary>
internal static class Patience
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Repeats a step until the condition holds.</summary>
    public static void Until(Func<bool> condition, Action? step = null)
    {
        for (TimeSpan end = TimeProvider.System.Now() + Limit; TimeProvider.System.Now() < end; Thread.Sleep(1))
        {
            step?.Invoke();
            if (condition())
                return;
        }

        Assert.Fail($"The condition did not come true within {Limit.TotalSeconds} s.");
    }

    /// <summary>The next datagram of a link.</summary>
    public static ReceivedDatagram Receive(ILink link, byte[] buffer)
    {
        ReceivedDatagram received = default;
        Until(() => link.TryReceive(buffer, out received));
        return received;
    }
}
