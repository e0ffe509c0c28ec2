using System.Diagnostics.CodeAnalysis;

namespace Replication.Runtime;

/// <summary>Every way in which this assembly answers misuse. What comes off the wire never ends here.</summary>
internal static class Throw
{
    [DoesNotReturn]
    public static void ComponentCount(int count) => throw new ArgumentException(
        $"A schema table has 1 to {ComponentMask.MaxSlots} components, not {count}.");

    [DoesNotReturn]
    public static void ComponentTwice(string name) => throw new ArgumentException(
        $"The component {name} is in the schema table twice; name each component once.");

    [DoesNotReturn]
    public static void ComponentUnknown(Type type) => throw new ArgumentException(
        $"The component {type} is not in the schema table; mark it [Replicated] and use its assembly's "
        + "ReplicationSchema.Table.");

    [DoesNotReturn]
    public static void ComponentMissing(Type type, Entity entity) => throw new InvalidOperationException(
        $"The entity {entity} is gone or has no component {type}; ask Has first.");

    [DoesNotReturn]
    public static void EntityGone(Entity entity) => throw new InvalidOperationException(
        $"The entity {entity} was destroyed; ask Exists first.");

    [DoesNotReturn]
    public static void TooManyReplicas(int most) => throw new InvalidOperationException(
        $"The world has more than {most} replicas; raise {nameof(ReplicationOptions)}."
        + $"{nameof(ReplicationOptions.MaxReplicas)}.");

    [DoesNotReturn]
    public static void PrefabTwice(int key) => throw new ArgumentException(
        $"The prefab {key} is in the table twice; give each a key of its own.");

    [DoesNotReturn]
    public static void PrefabComponentTwice(int key, string component) => throw new ArgumentException(
        $"The prefab {key} has the component {component} twice; add each component once.");

    [DoesNotReturn]
    public static void PrefabsOfOthers() => throw new ArgumentException(
        $"{nameof(ReplicationOptions)}.{nameof(ReplicationOptions.Prefabs)} has another schema than the peer; make the "
        + "table with the schema that is replicated.");

    [DoesNotReturn]
    public static void PrefabLate(ReplicaId id) => throw new InvalidOperationException(
        $"The replica {id} was sent without its prefab; set it after {nameof(ReplicationServer.AssignIds)} or in "
        + $"{nameof(ReplicaTable)}.{nameof(ReplicaTable.Spawned)}.");

    [DoesNotReturn]
    public static void GroupFull(int most) => throw new InvalidOperationException(
        $"A group has {most} replicas at most, and what they take must fit a packet; raise "
        + $"{nameof(ReplicationOptions)}.{nameof(ReplicationOptions.MaxGroupReplicas)}, or make two groups.");

    [DoesNotReturn]
    public static void LayoutRefused(ComponentMask mask, int maxBits) => throw new InvalidOperationException(
        $"The component set {mask.Bits:x} has more than {maxBits} bits in full, a slot that the schema lacks, or is "
        + $"one of more than {LayoutTable.MaxLayouts} sets; a replica must fit a packet: quantise its fields.");

    [DoesNotReturn]
    public static void CodeLengths(string lengths) => throw new ArgumentException(
        $"The lengths {lengths} are not those of a prefix code that uses every bit; train the profile anew.");

    [DoesNotReturn]
    public static void CodeSymbols(int count, int expected) => throw new ArgumentException(
        $"A code has {count} symbols where the word has {expected}; train the profile anew.");

    [DoesNotReturn]
    public static void CodeContexts(string contexts, int parent) => throw new ArgumentException(
        $"The contexts {contexts} of part {parent} do not fit the code; train the profile anew.");

    [DoesNotReturn]
    public static void ProfileStale(string component) => throw new ArgumentException(
        $"The wire profile was trained on other fields of {component}; train it anew.");

    [DoesNotReturn]
    public static void MessageFieldNull(string field) => throw new ArgumentException(
        $"{field} is null, which its type does not allow; give it a value, or declare it with a '?'.");

    [DoesNotReturn]
    public static void MessageTextTooLong(string field, int bytes, int maxBytes) => throw new ArgumentException(
        $"{field} has {bytes} bytes of UTF-8 and may have {maxBytes}; shorten it, or raise its [MaxBytes].");

    [DoesNotReturn]
    public static void MessageListTooLong(string field, int count, int maxCount) => throw new ArgumentException(
        $"{field} has {count} elements and may have {maxCount}; send fewer, or raise its [MaxCount].");

    [DoesNotReturn]
    public static void MessageTwice(string name) => throw new ArgumentException(
        $"The message {name} is in the message table twice; name each message once.");

    [DoesNotReturn]
    public static void MessageIdRefused(MessageSchema schema) => throw new ArgumentException(
        $"The message {schema.Name} has the id 0x{schema.Id:x4}, which is taken or outside of the ids of its kind, "
        + $"0x{MessageIds.FirstOf(schema.Kind):x4} to 0x{MessageIds.LastOf(schema.Kind):x4}; choose another.");

    [DoesNotReturn]
    public static void MessageTooLarge(MessageSchema schema) => throw new ArgumentException(
        $"The message {schema.Name} has up to {schema.MaxFrameBytes} bytes and its channel carries "
        + $"{schema.LimitBytes}; lower its maxima, or send it reliably.");

    [DoesNotReturn]
    public static void MessageChannel(MessageSchema schema) => throw new ArgumentException(
        $"The message {schema.Name} is {schema.Reliability} on channel {schema.Channel}, and the options have no such "
        + $"channel there; declare another, or change {nameof(ReplicationOptions)}."
        + $"{nameof(ReplicationOptions.Transport)}.Channels.");

    [DoesNotReturn]
    public static void MessageBeyondChannel(MessageSchema schema, int maxBytes) => throw new ArgumentException(
        $"The message {schema.Name} has up to {schema.MaxFrameBytes} bytes and channel {schema.Channel} carries "
        + $"{maxBytes}; lower its maxima, or raise the channel's MaxMessageBytes.");

    [DoesNotReturn]
    public static void MessageUnknown(Type type) => throw new ArgumentException(
        $"The message {type} is not in the message table; mark it [Message] and use its assembly's "
        + "ReplicationMessages.Table.");

    [DoesNotReturn]
    public static void MessageHandledTwice(Type type) => throw new InvalidOperationException(
        $"The message {type} has a handler or a validator of this sort already; set each once.");

    [DoesNotReturn]
    public static void ForeignWrite(string component) => throw new InvalidOperationException(
        $"The component {component} is as another build has it, and that build alone writes it.");

    [DoesNotReturn]
    public static void NothingCaptured() => throw new InvalidOperationException(
        "The server has not ticked yet, so there is no state to save.");

    [DoesNotReturn]
    public static void AlreadyCaptured(Tick tick) => throw new InvalidOperationException(
        $"The server is at tick {tick.Value}; a world is restored into one that has neither ticked nor given ids.");

    [DoesNotReturn]
    public static void DescriptionTooLarge() => throw new ArgumentException(
        $"The schema's description is beyond a limit (its bytes {SchemaDescription.MaxBytes}, a name's bytes "
        + $"{SchemaDescription.MaxNameBytes}, trained codes {SchemaDescription.MaxCodes}); turn "
        + $"{nameof(ReplicationOptions)}.{nameof(ReplicationOptions.AllowSchemaEvolution)} off.");

    [DoesNotReturn]
    public static void NoPosition(PositionField field) => throw new ArgumentException(
        $"{field.ComponentType} of the schema table has no Vector2 or Vector3 field {field.Field}; name one that is "
        + "replicated.");

    public static float IfNotPositive(float value, string name)
    {
        if (!(value > 0) || !float.IsFinite(value))
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be above zero.");
        return value;
    }

    public static void IfOutside(float value, float min, float max, string name)
    {
        if (!(value >= min && value <= max))
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {min} to {max}.");
    }

    public static void IfOutside(int value, int min, int max, string name)
    {
        if (value < min || value > max)
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be {min} to {max}.");
    }
}
