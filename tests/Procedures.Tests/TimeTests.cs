using System.Net;
using Liburia.Platform;
using Liburia.Procedures.Cases;
using Liburia.Procedures.Contracts;
using Liburia.Procedures.Registers;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Case = Liburia.Procedures.Cases.Case;

namespace Liburia.Procedures.Tests;

/// <summary>The law's clock on real cases, while time moves.</summary>
public abstract class TimeTests(Town town)
{
    private async Task RoundAsync()
    {
        await town.Services.GetRequiredService<Maintenance>().RoundAsync(TestContext.Current.CancellationToken);
        await town.JobsDoneAsync();
    }

    private Task<Case> CaseAsync(string room)
    {
        var id = Guid.Parse(room.Split('/')[^1]);
        return town.ReadAsync("cesa", db => db.Set<Case>().AsNoTracking().FirstAsync(c => c.Id == id));
    }

    [Fact]
    public async Task CO45_Silence_OfA30DayCaseWithASuspension_ComesTrueOnItsDay_AndCanBeCertified()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "occupazione-suolo-pubblico");
        var begun = await CaseAsync(room);
        begun.DueOn.ShouldBe(begun.OpenedOn.AddDays(30));

        // Ten days later the office asks for something; the answer comes after another fifteen.
        town.Clock.Move(TimeSpan.FromDays(10));
        using (var gino = await town.AsStaffAsync("gino"))
        {
            var desk = await gino.GetAsync(DeskActs.PathOf(room, "Supplements"));
            (await gino.PostAsync(DeskActs.PathOf(room, "Supplements") + "?handler=Supplements", new()
            {
                ["__RequestVerificationToken"] = desk.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!,
                ["Seen"] = DeskActs.SeenOn(desk),
                ["Items"] = "La superficie esatta",
                ["Files"] = "",
                ["Days"] = "30",
            })).Status.ShouldBe(HttpStatusCode.OK);
        }
        (await CaseAsync(room)).State.ShouldBe(CaseState.Suspended);
        town.Clock.Move(TimeSpan.FromDays(15));
        using (var back = await town.AsCitizenAsync())
        {
            var field = (await back.GetAsync(room)).Page.QuerySelector("form[action='?handler=Supplement'] textarea")!.GetAttribute("name")!;
            await back.SubmitAsync(new() { [field] = "Dodici metri quadrati" }, form: "form[action='?handler=Supplement']");
        }
        var resumed = await CaseAsync(room);
        resumed.State.ShouldBe(CaseState.Submitted);
        resumed.DueOn.ShouldBe(begun.OpenedOn.AddDays(45), "thirty days of office, fifteen of waiting");

        // On the last day the office may still decide; the day after, silence is the decision.
        town.Clock.Move(TimeSpan.FromDays(20));
        await RoundAsync();
        (await CaseAsync(room)).IsOpen.ShouldBeTrue("the last day belongs to the office");
        town.Clock.Move(TimeSpan.FromDays(1));
        await RoundAsync();
        var silent = await CaseAsync(room);
        silent.State.ShouldBe(CaseState.AssentedBySilence);
        (await town.ReadAsync("cesa", db => db.Set<RegisterEntry>().CountAsync(e => e.CaseId == silent.Id))).ShouldBe(1, "silence changes the register as a decision would");
        await RoundAsync();
        (await town.ReadAsync("cesa", db => db.Set<RegisterEntry>().CountAsync(e => e.CaseId == silent.Id))).ShouldBe(1, "and it does so once");

        using var later = await town.AsCitizenAsync();
        var page = await later.GetAsync(room);
        page.Main.ShouldContain("Accolta per silenzio assenso");
        await later.SubmitAsync(form: "form[action='?handler=Certificate']");
        await town.JobsDoneAsync();
        (await later.GetAsync(room)).Main.ShouldContain("Scarica il PDF");
        using var clerk = await town.AsStaffAsync("gino");
        (await clerk.GetAsync("/desk" + room["/area-personale".Length..])).Main.ShouldContain("Attestazione del silenzio assenso");
    }

    [Fact]
    public async Task Silence_ThatMeansRefusal_ClosesTheCase_AndChangesNoRegister()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-agli-atti");
        town.Clock.Move(TimeSpan.FromDays((await CaseAsync(room)).DueOn.DayNumber - (await CaseAsync(room)).OpenedOn.DayNumber + 1));
        await RoundAsync();
        var silent = await CaseAsync(room);
        silent.State.ShouldBe(CaseState.RefusedBySilence);
        (await town.ReadAsync("cesa", db => db.Set<RegisterEntry>().AnyAsync(e => e.CaseId == silent.Id))).ShouldBeFalse();
    }

    [Fact]
    public async Task Case_WrittenByTheFormerVersionDuringAnUpgrade_IsMended()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-civico-semplice");
        var id = (await CaseAsync(room)).Id;
        await town.ReadAsync("cesa", db => db.Set<Case>().Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.IsOpen, false).SetProperty(c => c.TermName, (string?)null)));
        await RoundAsync();
        (await CaseAsync(room)).IsOpen.ShouldBeTrue();
    }

    [Fact]
    public async Task Silence_ThatMeansDelay_LeavesTheCaseOpen_Late_AndSaysSo()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, "accesso-civico-semplice");
        town.Clock.Move(TimeSpan.FromDays(40));
        await RoundAsync();
        (await CaseAsync(room)).IsOpen.ShouldBeTrue();
        using var dario = await town.AsStaffAsync("dario");
        (await dario.GetAsync("/desk/pratiche?stato=ritardo")).Main.ShouldContain((await CaseAsync(room)).ProtocolNumber);
    }
}

public sealed class TimeOnSqlite(SqliteTown town) : TimeTests(town), IClassFixture<SqliteTown>;

public sealed class TimeOnPostgres(PostgresTown town) : TimeTests(town), IClassFixture<PostgresTown>;
