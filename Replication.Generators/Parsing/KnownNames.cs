namespace Replication.Generators.Parsing;

/// <summary>The names that users write and the generator looks for, and the limits that Runtime sets.</summary>
internal static class KnownNames
{
    public const string RuntimeNamespace = "Replication.Runtime";
    public const string ParentAttribute = "Replication.Runtime.ParentAttribute";
    public const string ReplicatedAttribute = "Replication.Runtime.ReplicatedAttribute";
    public const string AuthorityAttribute = "Replication.Runtime.AuthorityAttribute";
    public const string QuantizeAttribute = "Replication.Runtime.QuantizeAttribute";
    public const string SmallestThreeAttribute = "Replication.Runtime.SmallestThreeAttribute";
    public const string ExactAttribute = "Replication.Runtime.ExactAttribute";
    public const string ToleranceAttribute = "Replication.Runtime.ToleranceAttribute";
    public const string FieldIdAttribute = "Replication.Runtime.FieldIdAttribute";
    public const string AudienceAttribute = "Replication.Runtime.AudienceAttribute";
    public const string ClientSideAttribute = "Replication.Runtime.ClientSideAttribute";
    public const string PredictedAttribute = "Replication.Runtime.PredictedAttribute";
    public const string ReplicationStore = "Replication.Runtime.IReplicationStore";
    public const string MessageAttribute = "Replication.Runtime.MessageAttribute";
    public const string MaxBytesAttribute = "Replication.Runtime.MaxBytesAttribute";
    public const string MaxCountAttribute = "Replication.Runtime.MaxCountAttribute";
    public const string WireBudgetAttribute = "Replication.Runtime.WireBudgetAttribute";
    public const string ReplicationTestsAttribute = "Replication.Runtime.ReplicationTestsAttribute";
    public const string InlineArrayAttribute = "System.Runtime.CompilerServices.InlineArrayAttribute";

    /// <summary>Runtime's ChangeMask.MaxCount.</summary>
    public const int MaxFields = 64;

    /// <summary>The largest id of a field; the smallest is 1.</summary>
    public const int MaxFieldId = 65535;

    /// <summary>Runtime's ComponentMask.MaxSlots.</summary>
    public const int MaxComponents = 64;

    /// <summary>The largest maximum of a string or list: its count has 16 bits.</summary>
    public const int MaxMaximum = 65535;

    /// <summary>Runtime's MessageSchema.MaxBytes.</summary>
    public const int MaxMessageBytes = 65536;

    /// <summary>Runtime's MessageSchema.MaxPacketBytes.</summary>
    public const int MaxPacketMessageBytes = 1024;

    /// <summary>The most words of a component: 4 KiB of a row, several times what a packet holds.</summary>
    public const int MaxWords = 1024;
}
