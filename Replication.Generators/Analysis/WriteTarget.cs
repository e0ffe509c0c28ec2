using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Replication.Generators.Analysis;

/// <summary>Follows what is written to the place that stores it, past the fields of structs on the way.</summary>
internal static class WriteTarget
{
    /// <summary>
    /// The component that a write changes where it is stored: through a ref local, a ref or out parameter, a ref
    /// return, an element of a span or array, or a field of a class. Null for a write to a local copy.
    /// </summary>
    public static ITypeSymbol? ComponentOf(IOperation target, Func<ITypeSymbol, bool> isComponent)
    {
        return Follow(target, component: null);

        ITypeSymbol? Follow(IOperation? part, ITypeSymbol? component)
        {
            for (; part is not null; part = HolderOf(part))
            {
                if (part.Type is { } type && isComponent(type)) component = type;

                // (a ? ref x : ref y) is shared where one of both is.
                if (part is IConditionalOperation { IsRef: true } choice)
                    return Follow(choice.WhenTrue, component) ?? Follow(choice.WhenFalse, component);
                if (IsShared(part)) return component;
                if (part is IInstanceReferenceOperation self)
                    return IsInPlace(self) && self.Type is { } own && isComponent(own) ? own : null;
            }

            return null;
        }
    }

    // Whether others see what is written here: everything but a local variable and what is in one.
    private static bool IsShared(IOperation part) => part switch
    {
        ILocalReferenceOperation local => local.Local.RefKind != RefKind.None,
        IParameterReferenceOperation parameter => parameter.Parameter.RefKind is RefKind.Ref or RefKind.Out,
        IFieldReferenceOperation { Field: var field } =>
            field.IsStatic || field.ContainingType.IsReferenceType || field.RefKind != RefKind.None,
        IPropertyReferenceOperation { Property.RefKind: RefKind.Ref } => true,
        IImplicitIndexerReferenceOperation { IndexerSymbol: IPropertySymbol { RefKind: RefKind.Ref } } => true,
        IInvocationOperation { TargetMethod.RefKind: RefKind.Ref } => true,
        IArrayElementReferenceOperation => true,
        _ => false,
    };

    // The struct that a part of a struct is in. A property of a class has no place: its setter takes a copy.
    private static IOperation? HolderOf(IOperation part) => part switch
    {
        IFieldReferenceOperation field => field.Instance,
        IPropertyReferenceOperation { Instance: { Type.IsValueType: true } instance } => instance,
        IInlineArrayAccessOperation element => element.Instance,
        _ => null,
    };

    // A component's own method changes it where it is stored; its constructor and an initializer make a new one.
    private static bool IsInPlace(IInstanceReferenceOperation self)
    {
        if (self.ReferenceKind != InstanceReferenceKind.ContainingTypeInstance) return false;
        IOperation root = self;
        while (root.Parent is { } parent) root = parent;
        return root is not IConstructorBodyOperation;
    }
}
