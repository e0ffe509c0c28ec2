using Replication.Generators.Emission;
using Replication.Generators.Model;

namespace Replication.Generators.Analysis;

/// <summary>One way in which a component is not as the lock has it.</summary>
/// <param name="IsBreaking">Whether builds of before and of now refuse each other for it.</param>
/// <param name="Field">The component's field that it is at; null for the component itself.</param>
/// <param name="Arguments">What the message names.</param>
internal sealed record LockChange(bool IsBreaking, string? Field, string[] Arguments)
{
    /// <summary>All changes of a component.</summary>
    public static IEnumerable<LockChange> Between(LockedComponent? before, LockedComponent now)
    {
        if (before is null) return [Compatible(null, now.Name, "is new")];
        return OfComponent(before, now).Concat(OfFields(before, now)).Concat(OfLost(before, now));
    }

    private static IEnumerable<LockChange> OfComponent(LockedComponent before, LockedComponent now)
    {
        if (before.Authority != now.Authority)
            yield return Breaking(null, now.Name, $"authority {before.Authority}", $"authority {now.Authority}");
        if (before.Audience != now.Audience)
            yield return Compatible(null, now.Name, $"has the audience {now.Audience} in place of {before.Audience}");
    }

    private static IEnumerable<LockChange> OfFields(LockedComponent before, LockedComponent now)
    {
        foreach (LockedField field in now.Fields)
        {
            string name = $"{now.Name}.{field.Name}";
            LockedField? former = before.Counterpart(field, now);
            if (former is null)
            {
                yield return IsClosed(before, now)
                    ? Breaking(field.Name, name, "not there", "new beside an inline array")
                    : Compatible(field.Name, name, "is new");
            }
            else if (!field.IsSameOnTheWire(former))
            {
                yield return Breaking(field.Name, name, LockedFields.Describe(former), LockedFields.Describe(field));
            }
            else if (field != former)
            {
                // The hash has the key in it: with another one even an equal layout is read by its description.
                yield return field.Key != former.Key && IsClosed(before, now)
                    ? Breaking(field.Name, name, $"named {former.Key}", $"named {field.Key} beside an inline array")
                    : Compatible(field.Name, name, $"was '{former.Name}' or has another id");
            }
        }
    }

    private static IEnumerable<LockChange> OfLost(LockedComponent before, LockedComponent now) =>
        from former in before.Fields
        where now.Counterpart(former, before) is null
        select IsClosed(before, now)
            ? Breaking(null, now.Name, $"with '{former.Name}'", "without it beside an inline array")
            : Compatible(null, now.Name, $"has lost '{former.Name}'");

    // An inline array is read by generated code only, and so only where nothing of its component changed.
    private static bool IsClosed(LockedComponent before, LockedComponent now) => before.HasArray || now.HasArray;

    private static LockChange Breaking(string? field, string name, string before, string now) =>
        new(true, field, [name, before, now]);

    private static LockChange Compatible(string? field, string name, string what) => new(false, field, [name, what]);
}
