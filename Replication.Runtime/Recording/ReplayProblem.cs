namespace Replication.Runtime;

/// <summary>Why a recording cannot be played.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Detail">
/// A line for each component or field that cannot be read, as
/// <see cref="ReplicationClient.SchemaDifference"/> has them; empty for other kinds.
/// </param>
public readonly record struct ReplayProblem(ReplayProblemKind Kind, string Detail)
{
    /// <summary>What is wrong, in a sentence.</summary>
    /// <returns>The sentence, and the detail after it.</returns>
    public override string ToString() => Kind switch
    {
        ReplayProblemKind.None => "Nothing is wrong.",
        ReplayProblemKind.NotARecording => "This is no recording.",
        ReplayProblemKind.OtherVersion => "The recording has a format that this version does not know.",
        ReplayProblemKind.SchemaMismatch => $"The recording has components that cannot be read here.\n{Detail}",
        ReplayProblemKind.Damaged => "The recording is damaged at its beginning.",
        ReplayProblemKind.NoServer => "Both recordings are clients'; one must be the server's.",
        _ => "The recording has no whole tick.",
    };
}

/// <summary>What is wrong with a recording.</summary>
public enum ReplayProblemKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It does not begin as a recording does.</summary>
    NotARecording,

    /// <summary>Its format is of another version.</summary>
    OtherVersion,

    /// <summary>Its components are not those here, and cannot be read by their description.</summary>
    SchemaMismatch,

    /// <summary>Its beginning does not fit its checksum.</summary>
    Damaged,

    /// <summary>It has no whole tick.</summary>
    Empty,

    /// <summary>Of two recordings to compare none is a server's.</summary>
    NoServer,
}
