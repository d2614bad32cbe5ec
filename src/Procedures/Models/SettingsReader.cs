using System.Reflection;
using Liburia.Procedures.Contracts;

namespace Liburia.Procedures.Models;

/// <summary>
/// Reads the settings of a port into the record it declares: a key for each parameter of its constructor, written with dashes. What is missing, unknown or
/// not of its type is a fault with its line.
/// </summary>
internal static class SettingsReader
{
    /// <summary>The record; null when something is wrong with it.</summary>
    public static object? Read(Type type, ModelNode node)
    {
        var parameters = ConstructorOf(type).GetParameters();
        var faults = node.FaultCount;
        var values = parameters.Select(parameter => Value(parameter, node)).ToArray();
        node.Close();
        return node.FaultCount > faults ? null : ConstructorOf(type).Invoke(values);
    }

    /// <summary>Settings that name a question which is not there, or is of another kind: key and reason.</summary>
    public static IEnumerable<(string Key, string Reason)> Misnamed(object settings, IReadOnlyList<Question> questions)
    {
        foreach (var parameter in ConstructorOf(settings.GetType()).GetParameters())
        {
            if (parameter.GetCustomAttribute<NamesQuestionAttribute>() is not { } names || settings.GetType().GetProperty(parameter.Name!)!.GetValue(settings) is not string id) continue;
            var key = ModelNode.Kebab(parameter.Name!);
            if (questions.FirstOrDefault(question => question.Id == id) is not { } question) yield return (key, $"«{id}» non è una domanda del modulo: {PortBook.Meant(id, questions.Select(q => q.Id))}.");
            else if (!names.Kinds.Contains(question.Kind.Name)) yield return (key, $"la domanda «{id}» è di tipo «{question.Kind.Name}», e qui serve {string.Join(" o ", names.Kinds)}.");
        }
    }

    private static ConstructorInfo ConstructorOf(Type type) => type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length).First();

    private static object? Value(ParameterInfo parameter, ModelNode node)
    {
        var (key, type) = (ModelNode.Kebab(parameter.Name!), Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType);
        if (!node.Has(key))
        {
            if (!parameter.HasDefaultValue) node.Fault(key, $"manca «{key}».");
            return parameter.HasDefaultValue ? parameter.DefaultValue : type.IsValueType ? Activator.CreateInstance(type) : null;
        }
        if (type == typeof(string)) return node.NeedWord(key);
        if (type == typeof(int)) return node.Number(key, 0, int.MaxValue);
        if (type == typeof(bool)) return node.Flag(key);
        if (type == typeof(IReadOnlyList<string>)) return node.Words(key);
        if (type.IsEnum) return node.Choice(key, type);
        throw new InvalidOperationException($"Settings of type {type} are not read ({parameter.Member.DeclaringType}).");
    }
}
