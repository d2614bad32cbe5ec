using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Organization;
using Liburia.Platform.Runs;
using Liburia.Procedures.Cases;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Procedures.Pages.Desk;

/// <summary>Assigns all cases of a filter at once: first everything that would happen and what would be left out, then, confirmed, a long run.</summary>
[Permission(ProceduresModule.Work)]
internal sealed class AssignAllModel(LongRuns runs, CaseQueue queue, Visitor visitor, OrganizationChart chart, AccessLog accessLog, Writing writing)
    : QueuePage, Platform.Web.IRestorable
{
    /// <summary>So many lines of each list are shown.</summary>
    public const int Shown = 50;

    [BindProperty(SupportsGet = true)]
    public Guid? Officer { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>Of the preview that is confirmed.</summary>
    [BindProperty]
    public string? Mark { get; set; }

    public int Count { get; private set; }
    public RunPreview? Preview { get; private set; }
    public IReadOnlyList<StaffMember> Colleagues { get; private set; } = [];
    public IReadOnlyList<RunProgress> Newest { get; private set; } = [];
    public string OfficerName => Colleagues.FirstOrDefault(c => c.Id == Officer)?.FullName ?? "";

    private AssignAll.Order Order => new(Filter, Officer ?? Guid.Empty, Reason?.Trim());

    public Task OnGetAsync() => RestoreAsync();

    /// <summary>What a refused act shows again was searched like the first time.</summary>
    public async Task RestoreAsync()
    {
        await ShowAsync();
        if (IsSearched) await accessLog.SearchedAsync(writing, QueueModel.Place, Query!.Trim(), Count);
    }

    private async Task ShowAsync()
    {
        Colleagues = await chart.StaffOfAsync(visitor.OfficeId);
        var (cases, _) = await queue.FilteredAsync(Filter);
        Count = await cases.CountAsync(c => c.IsOpen && c.OfficeId == visitor.OfficeId);
        Newest = [.. (await runs.NewestAsync(20)).Where(one => one.Run.Kind == AssignAll.Name && one.Run.OfficeId == visitor.OfficeId)];
        // Who comes from the queue has chosen to whom; a confirmation that was refused shows what it would do now.
        if (Preview is null && (Mark is not null || Officer is not null)) await TryPreviewAsync();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (Mark is null)
        {
            Preview = await runs.PreviewAsync(AssignAll.Name, Order);
            await ShowAsync();
            if (IsSearched)
            {
                accessLog.Searched(QueueModel.Place, Query!.Trim(), Count);
                HttpContext.Items[Platform.Web.Keep.Answer] = true;
            }
            return Page();
        }
        Colleagues = await chart.StaffOfAsync(visitor.OfficeId);
        if (await runs.BeginAsync(AssignAll.Name, $"Assegnazione a {OfficerName}", Order, Mark) is { } run) return LocalRedirect($"/desk/esecuzioni/{run.Id:n}");
        Response.StatusCode = StatusCodes.Status409Conflict;
        throw new RuleBroken("", new("Nel frattempo qualcuna delle pratiche è cambiata, e non è cominciato niente. Ecco l'anteprima com'è adesso.", "Some of the cases changed meanwhile, and nothing was begun. This is the preview as it is now."));
    }

    private async Task TryPreviewAsync()
    {
        try
        {
            Preview = await runs.PreviewAsync(AssignAll.Name, Order);
        }
        catch (RuleBroken)
        {
            Preview = null;
        }
    }
}
