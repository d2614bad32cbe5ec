namespace Liburia.Procedures.Contracts;

/// <summary>A question that a handler reads by its id.</summary>
/// <param name="Kinds">Any of these.</param>
/// <param name="Optional">The form may do without it.</param>
public sealed record QuestionNeed(string Id, IReadOnlyList<string> Kinds, bool Optional = false)
{
    public QuestionNeed(string id, string kind, bool optional = false) : this(id, [kind], optional)
    {
    }
}
