namespace Replication.Generators.Model;

/// <summary>What the assembly's message table needs of a message and no more, so that it changes seldom.</summary>
/// <param name="FullName">As in <c>Game.Chat</c>.</param>
/// <param name="TypeName">The same from <c>global::</c> on.</param>
/// <param name="Route">How it travels.</param>
/// <param name="MaxFrameBytes">The most bytes, type id included.</param>
internal sealed record MessageEntry(string FullName, string TypeName, RouteModel Route, long MaxFrameBytes)
{
    public static MessageEntry Of(MessageModel message) =>
        new(message.FullName, message.Record.TypeName, message.Route, message.MaxFrameBytes);
}

/// <summary>The assembly's message table.</summary>
/// <param name="Namespace">Where it is declared; empty for the global namespace.</param>
/// <param name="Entries">The messages in ordinal order of their names.</param>
internal sealed record MessageTableModel(string Namespace, EquatableArray<MessageEntry> Entries)
{
    public static MessageTableModel Of(string namespaceName, IEnumerable<MessageEntry> entries) => new(
        namespaceName,
        entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal).ToEquatableArray());
}
