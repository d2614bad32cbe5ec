using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Journey;
using Liburia.Procedures.Models;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Any act that a procedure offers beside the decision, on what it has granted.</summary>
[Permission(ProceduresModule.Work), Platform.Web.Uses(ProceduresModule.PlaceBundle)]
internal sealed class GrantedModel(CaseAtDesk desk, OutcomeActs acts, OfficerForm officer) : CaseActs(desk)
{
    private const string Prefix = "atto";

    private NotNow? refusal;

    /// <summary>The act; none where the procedure offers none of this name.</summary>
    private ModelAct? declared;

    public IReadOnlyList<AskedQuestion> Questions { get; private set; } = [];

    [FromRoute(Name = "act")]
    public string Name { get; set; } = "";

    [BindProperty] public string? Reasons { get; set; }

    public override string Heading => declared?.By.Label.It ?? "";

    protected override NotNow? Judge() => refusal;

    protected override async Task DrawAsync()
    {
        declared = Model?.Outcome?.Acts.FirstOrDefault(act => act.Name == Name);
        if (declared is null) return;
        refusal = await acts.JudgeAsync(Read, declared);
        if (refusal is not null) return;
        Questions = await officer.DrawnAsync(declared.Questions, Model!, Decisions.FactsOf(Item, Model!), Prefix);
        Foretold = [.. (await acts.ForetellAsync(Read, declared)).Select(sentence => sentence.It),
            $"L'atto ha un numero, un sigillo e un protocollo. {await ToldAsync("l'atto, con la motivazione,")}"];
    }

    protected override IActionResult? Absent() => declared is null ? NotFound() : Read.IsOurs && !Visitor.Can(declared.By.Permission) ? StatusCode(403) : null;

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostActAsync() => DoAsync(async () =>
    {
        var answers = await officer.ReadAsync(declared!.Questions, Decisions.FactsOf(Item, Model!), Prefix, await Request.ReadFormAsync(), ModelState);
        if (!ModelState.IsValid) return;
        try
        {
            await acts.DoAsync(Read, declared, answers, (Reasons ?? "").Trim(), await TitleAsync());
        }
        catch (RuleBroken broken) when (declared.Questions.Any(question => question.Id == broken.Property.Split('.')[0]))
        {
            throw new RuleBroken(OfficerForm.FieldOf(Prefix, broken.Property), broken.Text, broken.Norm);
        }
    });
}
