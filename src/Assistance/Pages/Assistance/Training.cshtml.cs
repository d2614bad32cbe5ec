using Liburia.Assistance.Training;
using Liburia.Platform;
using Liburia.Platform.Access;
using Liburia.Platform.Language;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Training;
using Liburia.Platform.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Assistance.Pages;

/// <summary>One's own exercises: begin, do it in the practice Comune, have the result looked at.</summary>
[Permission(AssistanceModule.Train)]
internal sealed class TrainingModel(TrainingDesk desk, Visitor visitor, Installation installation) : PageModel, IRestorable
{
    public IReadOnlyList<IExercise> Offered => desk.Offered;
    public IReadOnlyList<TrainingRecord> Records { get; private set; } = [];
    public Municipality? Practice => desk.Practice;
    public bool MayReview => visitor.Can(AssistanceModule.Review);

    /// <summary>The exercise that was looked at last.</summary>
    [BindProperty(SupportsGet = true, Name = "controllo")]
    public Guid? Judged { get; set; }

    /// <summary>What the register does not say yet.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    public TrainingRecord? OpenOf(IExercise exercise) => Records.FirstOrDefault(record => record.Exercise == exercise.Key && record.PassedAt is null);
    public TrainingRecord? PassedOf(IExercise exercise) => Records.FirstOrDefault(record => record.Exercise == exercise.Key && record.PassedAt is not null);
    public string TitleOf(TrainingRecord record) => desk.Find(record.Exercise)?.Title.It ?? record.Exercise;
    public string AddressOf(IExercise exercise) => Practice is { } practice ? installation.UrlOf(practice) + exercise.Path : "";

    public async Task OnGetAsync()
    {
        await RestoreAsync();
        if (Judged is { } id && Records.FirstOrDefault(record => record.Id == id && record.PassedAt is null) is { } open) Missing = (await desk.LookAsync(open))
            .Missing;
    }

    public async Task RestoreAsync() => Records = await desk.OfAsync(visitor.StaffId);

    public async Task<IActionResult> OnPostBeginAsync(string exercise)
    {
        if (desk.Offered.FirstOrDefault(one => one.Key == exercise) is not { } chosen) return NotFound();
        await desk.BeginAsync(chosen);
        return LocalRedirect("/desk/formazione");
    }

    public async Task<IActionResult> OnPostJudgeAsync(Guid record)
    {
        return await desk.JudgeAsync(record) ? LocalRedirect($"/desk/formazione?controllo={record:n}") : NotFound();
    }
}
