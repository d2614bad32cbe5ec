using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Mvc;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Gives a case to a colleague of the office.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class AssignModel(CaseAtDesk desk, CaseWork work, OrganizationChart chart) : CaseActs(desk, "Assign")
{
    public IReadOnlyList<StaffMember> Colleagues { get; private set; } = [];

    [BindProperty] public Guid? Officer { get; set; }
    [BindProperty] public string? Reason { get; set; }

    protected override async Task DrawAsync()
    {
        if (Refusal is not null) return;
        Colleagues = await chart.StaffOfAsync(Visitor.OfficeId);
        Foretold = [await ToldAsync("chi se ne occupa"), "Il termine non cambia."];
    }

    public Task<IActionResult> OnGetAsync() => ShowAsync();

    public Task<IActionResult> OnPostAssignAsync() => DoAsync(() => work.AssignAsync(Item,
        Colleagues.FirstOrDefault(c => c.Id == Officer) ?? throw new RuleBroken("Officer", new("Scegli a chi assegnarla.", "Choose whom to assign it to.")),
            Reason));
}
