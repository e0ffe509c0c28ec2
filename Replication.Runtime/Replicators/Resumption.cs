using Replication.Transport;

namespace Replication.Runtime;

/// <summary>
/// A client's side of going on where its last session stopped: the secret that the server gave it, and whether it waits
/// for the answer.
/// </summary>
internal sealed class Resumption
{
    private UInt128 _secret;
    private UInt128 _former;
    private bool _isAsked;

    /// <summary>Whether no state may be taken yet, since it is open what it goes on from.</summary>
    public bool IsWaiting => _former != 0;

    /// <summary>Whether the session goes on where the last one stopped.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>Begins a session.</summary>
    /// <returns>Whether there is another to go on from; if not, everything comes anew.</returns>
    public bool TryBegin()
    {
        _former = _secret;
        _secret = 0;
        _isAsked = false;
        IsResumed = false;
        return IsWaiting;
    }

    /// <summary>Asks the server, once and as soon as it can be asked.</summary>
    public void Ask(Session session, byte channel)
    {
        if (!IsWaiting || _isAsked || session.State != SessionState.Connected) return;
        Span<byte> message = stackalloc byte[ResumeMessage.SecretBytes];
        ResumeMessage.WriteSecret(message, _former);
        _isAsked = session.TrySend(channel, message) == SendResult.Queued;
    }

    /// <summary>Takes what the server calls this session.</summary>
    /// <returns>False where it has called it something already.</returns>
    public bool TryTakeSecret(UInt128 secret)
    {
        if (_secret != 0 || secret == 0) return false;
        _secret = secret;
        return true;
    }

    /// <summary>Takes the server's answer.</summary>
    /// <returns>False where it was not asked.</returns>
    public bool TryTakeAnswer(bool isResumed)
    {
        if (!_isAsked || !IsWaiting) return false;
        _former = 0;
        IsResumed = isResumed;
        return true;
    }
}
