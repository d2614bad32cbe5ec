using Liburia.Platform.Language;

namespace Liburia.Procedures.Cases;

/// <summary>A stretch of a procedure with the last day it has: the recording, then the checks.</summary>
/// <param name="DueOn">None while nobody knows.</param>
/// <param name="DoneOn">None while it lasts.</param>
/// <param name="Norm">The articles it rests on.</param>
internal sealed record Phase(Texts What, DateOnly? DueOn, DateOnly? DoneOn, string Norm)
{
    public Texts InWords => DoneOn is { } done ? new Texts("concluso il {0:dd/MM/yyyy}", "done on {0:dd/MM/yyyy}").With(done)
        : DueOn is { } due ? new Texts($"entro il {{0:dd/MM/yyyy}} ({Norm})", $"by {{0:dd/MM/yyyy}} ({Norm})").With(due) : new("il termine è sospeso", "the term is suspended");
}
