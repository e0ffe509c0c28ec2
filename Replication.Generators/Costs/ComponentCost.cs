using Replication.Generators.Model;

namespace Replication.Generators.Costs;

/// <summary>What an update of a component costs, and which of its fields cost it.</summary>
/// <param name="Name">The component's full name.</param>
/// <param name="FullBits">Its bits in a full send; with trained codes the most.</param>
/// <param name="Update">Its bits in an update.</param>
/// <param name="Fields">Its fields, in order of declaration.</param>
internal sealed record ComponentCost(string Name, int FullBits, WireCost Update, EquatableArray<FieldCost> Fields)
{
    public static ComponentCost Of(ComponentModel component) => component.Profile is null
        ? new(
            component.FullName,
            component.FullBits,
            RecordCosts.Of(component.Record),
            component.Record.Fields
                .Select(field => new FieldCost(field.Name, field.Shape.FullBits, RecordCosts.Of(field.Shape)))
                .ToEquatableArray())
        : new(
            component.FullName,
            component.FullBits,
            TrainedCosts.Of(component),
            TrainedCosts.Fields(component).ToEquatableArray());
}

/// <summary>What a field costs where it changed; its bit in the change mask is the component's.</summary>
internal sealed record FieldCost(string Name, int FullBits, WireCost Update);
