using Liburia.Assistance.Training;
using Liburia.Platform.Access;
using Liburia.Platform.Organization;
using Liburia.Portal.Reports;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;

namespace Liburia.Architecture.Tests;

/// <summary>The addresses of the ground floor.</summary>
internal sealed class DesignDoors : ModuleDoors
{
    public override string Module => "Design";

    public override string? PartOf(Planted planted, Door door, string name) => name switch
    {
        "code" when door.Pattern.Contains("errore/", StringComparison.Ordinal) => "404",
        "color" => "0a3d62",
        "family" => "due_date_shift",
        _ => null,
    };
}

/// <summary>The site: what somebody wrote about a page.</summary>
internal sealed class PortalDoors : ModuleDoors
{
    private const string AboutThePage = "La pagina del mio garage non si apre";

    public override string Module => "Portal";

    public override Task PlantAsync(Planted planted) => planted.ReadAsync(async db =>
    {
        var report = new PageReport { Id = Guid.CreateVersion7(), Page = "/servizi", Text = AboutThePage, SentAt = DateTime.UtcNow };
        db.Add(report);
        planted.Put("report", report.Id);
        planted.Tell(AboutThePage);
        return await db.SaveChangesAsync();
    });

    public override string? PartOf(Planted planted, Door door, string name) => name == "name" && (door.Pattern.Contains("dati/", StringComparison.Ordinal) || door.Pattern.Contains("feed/", StringComparison.Ordinal)) ? "servizi" : null;

    public override string? TextOf(string name) => name == "formato" ? "" : null;

    public override Guid? IdOf(Planted planted, Door door, string name) => name == "report" ? planted["report"] : null;

    public override IEnumerable<(string Field, string Like)> RowsOf(Planted planted, Door door) => door.Pattern == "desk/problemi" ? [($"o-{planted["report"]:n}", "o")] : [];
}

/// <summary>Training: an exercise that gino began.</summary>
internal sealed class AssistanceDoors : ModuleDoors
{
    public override string Module => "Assistance";

    public override Task PlantAsync(Planted planted) => planted.ReadAsync(async db =>
    {
        var record = new TrainingRecord
        {
            Id = Guid.CreateVersion7(),
            StaffId = (await db.Set<StaffMember>().FirstAsync(s => s.UserName == "gino")).Id,
            Exercise = "registry.address-change",
            Practice = "cesa",
            Words = "Compito piantato",
            Facts = "{}",
            StartedAt = planted.Town.Clock.GetUtcNow().UtcDateTime,
        };
        db.Add(record);
        planted.Put("training", record.Id);
        return await db.SaveChangesAsync();
    });

    public override Guid? IdOf(Planted planted, Door door, string name) => name is "record" or "controllo" ? planted["training"] : null;
}
