namespace Replication.Generators.Parsing;

/// <summary>The names that users write and the generator looks for, and the limits that Runtime sets.</summary>
internal static class KnownNames
{
    public const string ReplicatedAttribute = "Replication.Runtime.ReplicatedAttribute";
    public const string AuthorityAttribute = "Replication.Runtime.AuthorityAttribute";
    public const string QuantizeAttribute = "Replication.Runtime.QuantizeAttribute";
    public const string SmallestThreeAttribute = "Replication.Runtime.SmallestThreeAttribute";
    public const string WireBudgetAttribute = "Replication.Runtime.WireBudgetAttribute";
    public const string ReplicationTestsAttribute = "Replication.Runtime.ReplicationTestsAttribute";
    public const string InlineArrayAttribute = "System.Runtime.CompilerServices.InlineArrayAttribute";

    /// <summary>Runtime's ChangeMask.MaxCount.</summary>
    public const int MaxFields = 64;

    /// <summary>Runtime's ComponentMask.MaxSlots.</summary>
    public const int MaxComponents = 64;

    /// <summary>The most words of a component: 4 KiB of a row, several times what a packet holds.</summary>
    public const int MaxWords = 1024;
}
