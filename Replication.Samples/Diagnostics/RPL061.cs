namespace Replication.Samples.Diagnostics.Rpl061;

// What is wrong is RPL061.wire-profile.json, whose format is of the future.
internal static class WireProfile;
