using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;

namespace Crm.Tests.Architecture;

/// <summary>What a class touches: bases, attributes, signatures, and every type and member its method bodies name, closures and state machines included.</summary>
internal static class Uses
{
    const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
    static readonly ConcurrentDictionary<Type, (HashSet<Type> Types, HashSet<Type> Created)> Known = new();
    static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => o.Value);

    /// <summary>The types a type touches.</summary>
    public static IReadOnlySet<Type> Of(Type type) => Known.GetOrAdd(type, Read).Types;

    /// <summary>The types whose constructors it calls.</summary>
    public static IReadOnlySet<Type> Creates(Type type) => Known.GetOrAdd(type, Read).Created;

    static (HashSet<Type>, HashSet<Type>) Read(Type type)
    {
        var (types, created) = (new HashSet<Type>(), new HashSet<Type>());
        void Add(Type? t)
        {
            if (t is null || t.IsGenericParameter) return;
            if (t.HasElementType) { Add(t.GetElementType()); return; }
            if (t.IsGenericType && !t.IsGenericTypeDefinition)
            {
                foreach (var argument in t.GetGenericArguments()) Add(argument);
                t = t.GetGenericTypeDefinition();
            }
            types.Add(t);
        }
        void Signature(MethodBase method)
        {
            if (method is MethodInfo info) Add(info.ReturnType);
            foreach (var parameter in method.GetParameters()) Add(parameter.ParameterType);
        }

        Add(type.BaseType);
        foreach (var contract in type.GetInterfaces()) Add(contract);
        foreach (var attribute in type.GetCustomAttributesData()) Add(attribute.AttributeType);
        foreach (var field in type.GetFields(All)) Add(field.FieldType);
        foreach (var property in type.GetProperties(All)) Add(property.PropertyType);
        foreach (var method in type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All)))
        {
            Signature(method);
            foreach (var local in method.GetMethodBody()?.LocalVariables ?? []) Add(local.LocalType);
            foreach (var (op, member) in Body(method))
            {
                switch (member)
                {
                    case Type t: Add(t); break;
                    case MethodBase called:
                        Add(called.DeclaringType);
                        Signature(called);
                        if (called is MethodInfo { IsGenericMethod: true } generic) foreach (var argument in generic.GetGenericArguments()) Add(argument);
                        if (op == OpCodes.Newobj && called.DeclaringType is { } made) created.Add(made);
                        break;
                    case FieldInfo field: Add(field.DeclaringType); Add(field.FieldType); break;
                }
            }
        }
        foreach (var nested in type.GetNestedTypes(All))
        {
            var (t, c) = Known.GetOrAdd(nested, Read);
            types.UnionWith(t);
            created.UnionWith(c);
        }
        return (types, created);
    }

    static IEnumerable<(OpCode Op, MemberInfo Member)> Body(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il) yield break;
        var typeArguments = method.DeclaringType is { IsGenericType: true } d ? d.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < il.Length;)
        {
            short value = il[at++];
            if (value == 0xFE) value = (short)(0xFE00 | il[at++]);
            var op = OpCodesByValue[value];
            switch (op.OperandType)
            {
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    yield return (op, method.Module.ResolveMember(BitConverter.ToInt32(il, at), typeArguments, methodArguments)!);
                    at += 4;
                    break;
                case OperandType.InlineSwitch: at += 4 + (4 * BitConverter.ToInt32(il, at)); break;
                case OperandType.InlineNone: break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar: at++; break;
                case OperandType.InlineVar: at += 2; break;
                case OperandType.InlineI8 or OperandType.InlineR: at += 8; break;
                default: at += 4; break;
            }
        }
    }
}
