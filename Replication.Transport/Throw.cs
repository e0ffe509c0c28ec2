using System.Diagnostics.CodeAnalysis;

namespace Replication.Transport;

/// <summary>
/// Every exception this library throws. All of them are misuse by the caller's own code: what comes off the wire is
/// counted and answered with false or with a <see cref="DisconnectReason"/>, never with an exception.
/// </summary>
internal static class Throw
{
    [DoesNotReturn]
    public static void OptionOutOfRange(string option, object value, string rule) =>
        throw new ArgumentOutOfRangeException(option, value, $"{option} {rule}.");

    [DoesNotReturn]
    public static void PayloadTooLarge(int lengthBytes, int maxPayloadBytes) =>
        throw new ArgumentException(
            $"The payload has {lengthBytes} bytes and the session takes {maxPayloadBytes}: "
            + "write less, or raise MaxPayloadBytes on both sides.");

    [DoesNotReturn]
    public static void AeadLengths(int nonceBytes, int textBytes, int sealedBytes) =>
        throw new ArgumentException(
            $"A nonce of {nonceBytes} bytes, a text of {textBytes} and a sealed one of {sealedBytes} do not belong "
            + $"together: the nonce has {IAead.NonceBytes}, and sealing adds {IAead.TagBytes}.");

    [DoesNotReturn]
    public static void AlreadyConnecting(SessionState state) =>
        throw new InvalidOperationException(
            $"Connect was called while the session is {state}: call Session.Disconnect first.");

    [DoesNotReturn]
    public static void Reentered(string method) =>
        throw new InvalidOperationException(
            $"{method} was called from inside a callback of the same object: call it from the loop instead.");

    [DoesNotReturn]
    public static void NotADisconnectReason(DisconnectReason reason) =>
        throw new ArgumentOutOfRangeException(
            nameof(reason),
            reason,
            "A session is closed with Closed, Misbehaved or SchemaMismatch; other reasons are found out, not chosen.");

    [DoesNotReturn]
    public static void UnknownAddressFamily(string endPoint) =>
        throw new ArgumentException($"{endPoint} is neither an IPv4 nor an IPv6 address.");

    [DoesNotReturn]
    public static void WrongScheme(LinkEndPoint endPoint, string right) =>
        throw new ArgumentException($"{endPoint} is not for this link: its scheme must be {right}.");

    [DoesNotReturn]
    public static void NoSuchLinkHere(LinkEndPoint endPoint) =>
        throw new PlatformNotSupportedException($"{endPoint}: a browser has no such link, use ws or wss.");

    [DoesNotReturn]
    public static void NoEndPoint() =>
        throw new ArgumentException("There is no end point to try: name at least one, as udp://play.example.org:7777.");

    [DoesNotReturn]
    public static void TimeGoesBack(TimeSpan by) =>
        throw new ArgumentOutOfRangeException(nameof(by), by, "A clock never goes back.");

    [DoesNotReturn]
    public static void VirtualClockHasNoTimers() =>
        throw new NotSupportedException(
            "A virtual clock has no timers: nothing here waits, the caller's loop advances it.");

    [DoesNotReturn]
    public static void KeyLength(int lengthBytes) =>
        throw new ArgumentException($"The private key has {lengthBytes} bytes: a key has {IAead.KeyBytes}.");

    [DoesNotReturn]
    public static void PrivateKeyNeeded(LinkAddress local) =>
        throw new ArgumentException(
            $"The server listens at {local}, which is not a loopback address, and has no key: set "
            + "TransportOptions.PrivateKey, or on a network whose every participant is trusted set Security to "
            + "InsecureOnTrustedNetwork.");

    [DoesNotReturn]
    public static void DatagramsTooSmall(int maxDatagramBytes) =>
        throw new ArgumentException(
            $"The link carries datagrams of at most {maxDatagramBytes} bytes, which is too little for a session: "
            + "raise its MaxDatagramBytes.");

    [DoesNotReturn]
    public static void TokenNeeded(LinkAddress server) =>
        throw new ArgumentException(
            $"The server is at {server}, which is not a loopback address: connect with a ConnectToken, or on a network "
            + "whose every participant is trusted set TransportOptions.Security to InsecureOnTrustedNetwork.");

    [DoesNotReturn]
    public static void PublicAddressNeeded(LinkAddress local) =>
        throw new ArgumentException(
            $"The server listens at {local}, and tokens name an address that clients can reach: set "
            + "TransportOptions.PublicAddresses.");

    [DoesNotReturn]
    public static void TokenServerCount(int count) =>
        throw new ArgumentException($"A token names 1 to {NetcodeFormat.MaxServers} servers, not {count}.");

    [DoesNotReturn]
    public static void UserDataTooLong(int lengthBytes) =>
        throw new ArgumentException(
            $"The user data has {lengthBytes} bytes and a token takes {NetcodeFormat.UserDataBytes}.");

    [DoesNotReturn]
    public static void TokenOfAnotherKind() =>
        throw new ArgumentException(
            "The client was made without a token, or with one of another protocol: make another client.");

    [DoesNotReturn]
    public static void TokenUsedTwice() =>
        throw new InvalidOperationException(
            "Connect was called twice: a token connects once, ask the backend for another one.");

    [DoesNotReturn]
    public static void SealedPayloadLength(int lengthBytes) =>
        throw new ArgumentException(
            $"The payload has {lengthBytes} bytes: a sealed packet carries 1 to {NetcodeFormat.MaxPayloadBytes}.");
}
