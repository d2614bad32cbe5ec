using System.Text.Json;
using Liburia.Platform.Language;
using Liburia.Procedures.Answers;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Http;

namespace Liburia.Procedures.Registers;

/// <summary>What a citizen typed, on its way to a public register.</summary>
/// <param name="Name">Of the answer.</param>
/// <param name="Typed">Word for word.</param>
/// <param name="Words">What everybody reads now; null while no officer has seen it.</param>
internal sealed record PublicLine(string Name, string Label, string Typed, IReadOnlyList<PersonalMark> Marks, string? Words)
{
    /// <summary>Name of its field.</summary>
    public string Field => PublicLines.FieldOf(Name);

    /// <summary>What the officer starts from.</summary>
    public string Proposed => Words ?? PersonalMarks.Without(Typed, Marks);
}

/// <summary>
/// What people write in a form becomes public only in the words that an officer has seen and let pass; everything else of a public column is chosen, counted
/// or picked from a register, and may be read as it is (art. 5-bis D.Lgs. 33/2013; art. 5 par. 1 lett. c GDPR).
/// </summary>
internal sealed class PublicLines(AnswerForms forms)
{
    /// <summary>The box by which the officer lets a name or an address pass.</summary>
    public const string Confirmation = "PublicConfirmed";
    private const int Longest = 2000;

    public static string FieldOf(string name) => $"public.{name}";

    /// <summary>The answer goes to the public page of a register: the form says so beforehand.</summary>
    public static bool BecomesPublic(ProcedureModel model, Question question) =>
        IsPublic(model) && model.Outcome!.Columns.Any(column => column.Public && column.Question == question.Id);

    private static bool IsPublic(ProcedureModel model) =>
        model.Outcome is { Settings: EntrySettings { Public: true } };

    /// <summary>Whether an end of this kind writes a row that everybody reads.</summary>
    public static bool AreWritten(ProcedureModel model, CaseState state) =>
        state != CaseState.Refused || model.Outcome is { Settings: EntrySettings { Refusals: true } };

    /// <summary>What of a case the officer has to see before it is public.</summary>
    public async Task<IReadOnlyList<PublicLine>> OfAsync(Case item, ProcedureModel model, RegisterEntry? entry = null, CancellationToken cancel = default)
    {
        if (!IsPublic(model)) return [];
        var facts = Decisions.FactsOf(item, model);
        var rows = await forms.RowsAsync(model, facts, Array.Empty<string>().ToLookup(_ => "", _ => ""), cancel);
        var written = (entry is null ? [] : ColumnsOf(entry)).ToLookup(column => column.Name ?? "", column => column.Words);
        var address = await forms.ResidenceAsync(facts, cancel);
        return [.. from column in model.Outcome!.Columns.Where(column => column.Public)
                   from row in rows.Where(row => row.Question.Id == column.Question)
                   where facts.Answers.Text(row.Name) is { } answer && row.Question.Kind.IsTyped(answer)
                   let typed = row.InWords.It
                   let marks = PersonalMarks.In(typed, Written(item), item.ApplicantTaxCode, address)
                   select new PublicLine(row.Name, column.Label.It, typed, marks, written[row.Name].FirstOrDefault())];
    }

    /// <summary>Names of who may have written it: the applicant, and who filed it for them.</summary>
    private static string Written(Case item) => $"{item.ApplicantName} {item.RepresentativeName}";

    /// <summary>The words that the officer lets everybody read, by answer.</summary>
    /// <exception cref="RuleBroken">Beside its field: nothing written, too long, or still telling who it is.</exception>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(
        Case item, ProcedureModel model, IReadOnlyList<PublicLine> lines, IFormCollection form, CancellationToken cancel = default)
    {
        var words = new Dictionary<string, string>();
        var address = lines.Count == 0 ? null : await forms.ResidenceAsync(Decisions.FactsOf(item, model), cancel);
        foreach (var line in lines)
        {
            var text = form[line.Field].ToString().Trim();
            if (text.Length is 0 or > Longest)
            {
                throw new RuleBroken(line.Field, new(
                    $"Scrivi che cosa si legge nel registro pubblico, al massimo {Longest} caratteri.",
                    $"Write what the public register shows, at most {Longest} characters."));
            }
            var marks = PersonalMarks.In(text, Written(item), item.ApplicantTaxCode, address);
            if (marks.FirstOrDefault(mark => mark.Strict) is { } strict)
            {
                throw new RuleBroken(line.Field, new(
                    $"Si legge ancora: {strict.What}. Toglilo: il registro è pubblico.",
                    $"It still shows: {strict.What}. Remove it: the register is public."));
            }
            if (marks.Count > 0 && form[Confirmation] != "true")
            {
                var left = string.Join(", ", marks.Select(mark => mark.What).Distinct());
                throw new RuleBroken(line.Field, new(
                    $"Si legge ancora: {left}. Toglilo, o conferma qui sotto che può leggerlo chiunque.",
                    "It still tells who the applicant is: remove it, or confirm below that anybody may read it."));
            }
            words[line.Name] = text;
        }
        return words;
    }

    public static IReadOnlyList<EntryColumn> ColumnsOf(RegisterEntry entry) => JsonSerializer.Deserialize<List<EntryColumn>>(entry.Columns)!;
}
