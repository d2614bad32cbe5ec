using Liburia.Procedures.Registers;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;
using static Liburia.TestKit.DeskActs;

namespace Liburia.Architecture.Tests;

/// <summary>Somebody moves: papers that say where they lived, and what they hold because they lived there, hear of it; they read who was told.</summary>
public abstract class ResidenceHeardTests(Town town)
{
    private const string Reasons = "La documentazione dimostra che la richiesta è fondata.";

    private async Task<string> CertificateAsync(Browser luca)
    {
        await CertificateSample.ToCheckAsync(luca, use: "7");
        await luca.SubmitAsync();
        await town.JobsDoneAsync();
        return luca.Current[..^"/ricevuta".Length];
    }

    [Fact]
    public async Task CO17_WhoMoves_HasPapersThatSaySo_ABadgeToBringUpToDate_AndReadsWhoWasToldWhat()
    {
        town.Require();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        using var ivo = await town.AsStaffAsync("ivo");
        using var anna = await town.AsStaffAsync();
        var badge = await ApplicationSample.SubmitAsync(town, luca, "contrassegno-disabili");
        await DecideAsync(ivo, badge, Reasons);
        var paper = await CertificateAsync(luca);
        (await luca.GetAsync(paper)).Main.ShouldNotContain("Non più attuale");

        var move = await ApplicationSample.SubmitAsync(town, luca, "cambio-di-indirizzo");
        await ActAsync(anna, move, "Record", []);

        (await luca.GetAsync(paper)).Main.ShouldContain("Non più attuale");
        (await luca.GetAsync("/en" + paper)).Main.ShouldContain("No longer current");
        (await luca.GetAsync(badge)).Main.ShouldContain("Il titolare abita altrove dal");
        var told = (await luca.GetAsync("/area-personale/accessi")).Page.QuerySelectorAll("main tbody tr").Select(row => row.TextContent).Where(row => row.Contains("Comunicazione automatica", StringComparison.Ordinal));
        var row = told.ShouldHaveSingleItem();
        foreach (var part in (string[])["Polizia locale", "Che hai cambiato indirizzo", "Aggiornare: Contrassegno"]) row.ShouldContain(part);

        // The office is told that, and since when; where it reads at the registry, with its own reason.
        (await ivo.GetAsync("/desk")).Main.ShouldContain("Una voce di registro è da aggiornare");
        (await ivo.GetAsync("/desk/registri/contrassegni")).Main.ShouldContain("il titolare abita altrove");
        (await anna.GetAsync("/desk")).Main.ShouldNotContain("da aggiornare", customMessage: "it is another office's");
        (await ivo.GetAsync(DeskOf(badge))).Main.ShouldContain("Il titolare abita altrove dal");
        await ActAsync(ivo, badge, "UpToDate", []);
        (await ivo.GetAsync("/desk/registri/contrassegni")).Main.ShouldNotContain("il titolare abita altrove");
        (await luca.GetAsync(badge)).Main.ShouldContain("Aggiornato dopo il cambio di indirizzo");
        (await ActAsync(ivo, badge, "UpToDate", [], System.Net.HttpStatusCode.BadRequest)).Main.ShouldContain("non c'è niente da aggiornare");

        // The checks go wrong: the paper says again what the register does, and the badge is looked at once more.
        await ActAsync(anna, move, "Notice", new() { ["Reasons"] = "La polizia locale non ha trovato nessuno all'indirizzo." });
        await luca.GetAsync(move);
        await luca.SubmitAsync(new() { ["Text"] = "Ero al lavoro." }, form: "form[action='?handler=Observe']");
        await ActAsync(anna, move, "Decide", new() { ["State"] = "Refused", ["Reasons"] = "Tre sopralluoghi non hanno trovato nessuno all'indirizzo dichiarato." });
        (await town.ReadAsync("cesa", db => db.Set<RegisterEntry>().AsNoTracking().Where(e => e.Register == "contrassegni").Select(e => e.HolderMovedOn).ToListAsync())).ShouldHaveSingleItem().ShouldNotBeNull();
    }
}

public sealed class ResidenceHeardOnSqlite(SqliteTown town) : ResidenceHeardTests(town), IClassFixture<SqliteTown>;

public sealed class ResidenceHeardOnPostgres(PostgresTown town) : ResidenceHeardTests(town), IClassFixture<PostgresTown>;
