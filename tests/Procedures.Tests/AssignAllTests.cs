using System.Net;
using Liburia.Procedures.Cases;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Liburia.Procedures.Tests;

/// <summary>All cases of a filter go to one colleague: preview with what is left out and why, confirmation of what was shown, one page with the result.</summary>
public abstract class AssignAllTests(Town town)
{
    private const string Page = "/desk/pratiche/assegna-tutte?stato=ufficio";

    [Fact]
    public async Task Filter_IsShownWithWhatIsLeftOut_Confirmed_AndAssigned_AndAnotherOfficeReadsNothingOfIt()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var rooms = new List<Guid>();
        for (var i = 0; i < 3; i++) rooms.Add(Guid.Parse((await ApplicationSample.SubmitAsync(town, maria, ApplicationSample.Service)).Split('/')[^1]));
        using var gino = await town.AsStaffAsync("gino");
        var form = (await gino.GetAsync(Page)).ShouldBe(HttpStatusCode.OK);
        var officer = form.Page.QuerySelector("#preview select[name=Officer] option[value]:not([value=''])")!;
        var (id, name) = (officer.GetAttribute("value")!, officer.TextContent.Trim());
        var open = await OfOfficeAsync(rooms[0]);

        // Whoever searches by name here has searched, as in the queue.
        await gino.GetAsync("/desk/pratiche/assegna-tutte?stato=ufficio&q=de%20luca");
        (await town.ReadAsync("cesa", db => db.Set<Platform.Access.SearchRecord>().AsNoTracking().Where(r => r.Words == "de luca").ToListAsync())).ShouldHaveSingleItem().Place.ShouldBe("Pratiche");
        await gino.GetAsync(Page);

        // Nobody chosen: said beside the field, and nothing is shown.
        (await gino.SubmitAsync(new() { ["Officer"] = "" }, form: "#preview")).Status.ShouldBe(HttpStatusCode.BadRequest);
        var preview = (await gino.SubmitAsync(new() { ["Officer"] = id }, form: "#preview")).ShouldBe(HttpStatusCode.OK);
        preview.Main.ShouldContain($"pratiche a {name}");
        (await OfOfficeAsync(rooms[0])).Count(c => c.OfficerId == Guid.Parse(id)).ShouldBe(open.Count(c => c.OfficerId == Guid.Parse(id)), "a preview assigns nothing");
        var result = (await gino.SubmitAsync(form: "#confirm")).ShouldBe(HttpStatusCode.OK);
        result.Heading.ShouldBe($"Assegnazione a {name}");
        var address = gino.Current;
        await town.JobsDoneAsync();
        var done = (await gino.GetAsync(address)).ShouldBe(HttpStatusCode.OK);
        done.Main.ShouldContain("Finita");
        (await OfOfficeAsync(rooms[0])).Where(c => open.Any(before => before.Id == c.Id && before.OfficerId is null)).ShouldAllBe(c => c.OfficerId == Guid.Parse(id));
        foreach (var room in rooms) (await EventsAsync(room)).ShouldBe(1, "assigned once, and said once");

        // Once more: all are theirs already.
        await gino.GetAsync(Page);
        var again = await gino.SubmitAsync(new() { ["Officer"] = id }, form: "#preview");
        again.Status.ShouldBe(HttpStatusCode.BadRequest);
        // One more has come: it is the only one to do, the others are left out, each with its reason, before and after.
        var late = Guid.Parse((await ApplicationSample.SubmitAsync(town, maria, ApplicationSample.Service)).Split('/')[^1]);
        await gino.GetAsync(Page);
        var mixed = (await gino.SubmitAsync(new() { ["Officer"] = id }, form: "#preview")).ShouldBe(HttpStatusCode.OK);
        mixed.Main.ShouldContain($"Anteprima: 1 pratiche a {name}");
        mixed.Page.QuerySelectorAll("#left-out li").ShouldAllBe(line => line.TextContent.Contains($"È già di {name}", StringComparison.Ordinal));
        await gino.SubmitAsync(form: "#confirm");
        var second = gino.Current;
        await town.JobsDoneAsync();
        (await EventsAsync(late)).ShouldBe(1);
        var lines = (await gino.GetAsync(second)).Page.QuerySelectorAll("#left-out tbody tr");
        lines.Length.ShouldBeGreaterThanOrEqualTo(3);
        lines.ShouldAllBe(line => line.TextContent.Contains($"È già di {name}", StringComparison.Ordinal));

        using var anna = await town.AsStaffAsync("anna");
        (await anna.GetAsync(address)).Status.ShouldBe(HttpStatusCode.NotFound);
        using var dario = await town.AsStaffAsync("dario");
        (await dario.GetAsync(address)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Confirmation_OfAPreviewThatIsOld_BeginsNothing_AndShowsTheOneOfNow()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        await ApplicationSample.SubmitAsync(town, maria, ApplicationSample.Service);
        using var gino = await town.AsStaffAsync("gino");
        var form = await gino.GetAsync(Page);
        var officer = form.Page.QuerySelector("#preview select[name=Officer] option[value]:not([value=''])")!.GetAttribute("value")!;
        (await gino.SubmitAsync(new() { ["Officer"] = officer }, form: "#preview")).ShouldBe(HttpStatusCode.OK);
        var late = Guid.Parse((await ApplicationSample.SubmitAsync(town, maria, ApplicationSample.Service)).Split('/')[^1]);
        var refused = await gino.SubmitAsync(form: "#confirm");
        refused.Status.ShouldBe(HttpStatusCode.Conflict);
        refused.Main.ShouldContain("non è cominciato niente");
        refused.Page.QuerySelector("#confirm").ShouldNotBeNull();
        (await EventsAsync(late)).ShouldBe(0);
    }

    private async Task<IReadOnlyList<(Guid Id, Guid? OfficerId)>> OfOfficeAsync(Guid one) => await town.ReadAsync("cesa", async db =>
    {
        var office = await db.Set<Cases.Case>().Where(c => c.Id == one).Select(c => c.OfficeId).SingleAsync();
        var open = await db.Set<Cases.Case>().AsNoTracking().Where(c => c.OfficeId == office && c.IsOpen).Select(c => new { c.Id, c.OfficerId }).ToListAsync();
        return open.Select(c => (c.Id, c.OfficerId)).ToList();
    });

    private Task<int> EventsAsync(Guid id) => town.ReadAsync("cesa", db => db.Set<CaseEvent>().CountAsync(e => e.CaseId == id && e.Kind == CaseEventKind.Assigned));
}

public sealed class AssignAllOnSqlite(SqliteTown town) : AssignAllTests(town), IClassFixture<SqliteTown>;

public sealed class AssignAllOnPostgres(PostgresTown town) : AssignAllTests(town), IClassFixture<PostgresTown>;
