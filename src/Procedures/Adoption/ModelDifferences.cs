using Liburia.Platform.Language;
using Liburia.Procedures.Models;

namespace Liburia.Procedures.Adoption;

/// <summary>What a newer version changes, in words a clerk accepts or not.</summary>
internal static class ModelDifferences
{
    public static IReadOnlyList<Texts> Between(ProcedureModel one, ProcedureModel two)
    {
        var list = new List<Texts>();
        void Told(string it, string en) => list.Add(new Texts(it, en));
        foreach (var added in two.Questions.Where(q => one.Find(q.Id) is null)) Told($"chiede in più: {added.Label.It}", $"asks for more: {added.Label.En}");
        foreach (var gone in one.Questions.Where(q => two.Find(q.Id) is null)) Told($"non chiede più: {gone.Label.It}", $"no longer asks for: {gone.Label.En}");
        foreach (var kept in two.Questions)
            if (one.Find(kept.Id) is { } before)
            {
                if (before.Optional != kept.Optional) Told($"{kept.Label.It}: ora {(kept.Optional ? "facoltativa" : "obbligatoria")}", $"{kept.Label.En}: now {(kept.Optional ? "optional" : "required")}");
                if (before.Label != kept.Label) Told($"«{before.Label.It}» diventa «{kept.Label.It}»", $"“{before.Label.En}” becomes “{kept.Label.En}”");
            }
        foreach (var fee in two.Fees)
        {
            var before = one.Fees.FirstOrDefault(f => f.Key == fee.Key);
            if (before is null) Told($"costo nuovo: {fee.What.It} {fee.Amount}", $"new cost: {fee.What.En} {fee.Amount}");
            else if (before.Cents != fee.Cents) Told($"{fee.What.It}: {fee.Amount} invece di {before.Amount}", $"{fee.What.En}: {fee.Amount} instead of {before.Amount}");
        }
        foreach (var gone in one.Fees.Where(f => two.Fees.All(g => g.Key != f.Key))) Told($"costo tolto: {gone.What.It}", $"cost removed: {gone.What.En}");
        if (one.Term != two.Term) Told($"termine: «{two.Term}» invece di «{one.Term}»", $"term: “{two.Term}” instead of “{one.Term}”");
        if (one.Office != two.Office) Told($"ufficio: {two.Office} invece di {one.Office}", $"office: {two.Office} instead of {one.Office}");
        foreach (var step in two.Steps.Where(s => one.Steps.All(b => b.Id != s.Id))) Told($"passo nuovo: {step.Title.It}", $"new step: {step.Title.En}");
        foreach (var step in one.Steps.Where(s => two.Steps.All(b => b.Id != s.Id))) Told($"passo tolto: {step.Title.It}", $"step removed: {step.Title.En}");
        if (one.Outcome?.Granted != two.Outcome?.Granted || one.Outcome?.Refused != two.Outcome?.Refused) Told("cambia il testo della decisione", "the text of the decision changes");
        if (list.Count == 0) Told("cambiano solo i testi della scheda", "only the texts of the sheet change");
        return list;
    }
}
