using Liburia.Assistance.Training;
using Liburia.Platform.Access;
using Liburia.Platform.Organization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Liburia.Assistance.Pages;

/// <summary>Somebody of the office, with what they have passed.</summary>
internal sealed record Trained(StaffMember Staff, IReadOnlyList<TrainingRecord> Passed, int Open);

/// <summary>Who of the office can do what, for its head.</summary>
[Permission(AssistanceModule.Review)]
internal sealed class OfficeTrainingModel(TrainingDesk desk, OrganizationChart chart, Visitor visitor) : PageModel
{
    public string Office => visitor.Office;
    public IReadOnlyList<Trained> People { get; private set; } = [];

    public string TitleOf(TrainingRecord record) => desk.Find(record.Exercise)?.Title.It ?? record.Exercise;

    public async Task OnGetAsync()
    {
        var staff = await chart.StaffOfAsync(visitor.OfficeId);
        var records = (await desk.OfAsync(staff)).ToLookup(record => record.StaffId);
        People = [.. staff.Select(one => new Trained(one,
            [.. records[one.Id].Where(r => r.PassedAt is not null).GroupBy(r => r.Exercise).Select(same => same.First())],
            records[one.Id].Count(r => r.PassedAt is null)))];
    }
}
