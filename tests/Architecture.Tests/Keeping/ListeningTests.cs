using System.Net;
using Liburia.Platform.Events;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Procedures.Contracts;
using Liburia.Protocol.Contracts;
using Liburia.Registry.Residents;
using Liburia.Subjects.Contracts;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>A module that comes hears what registers and cases tell, and may say no: then it did not happen.</summary>
public sealed class ListeningTests(ListeningTests.ListeningTown town) : IClassFixture<ListeningTests.ListeningTown>
{
    /// <summary>Hears everything; while it objects, nothing passes.</summary>
    public sealed class Listener : IHandle<ResidenceChanged>, IHandle<CaseDecided>
    {
        public List<object> Heard { get; } = [];
        public bool Objects { get; set; }

        public Task HandleAsync(ResidenceChanged happened, CancellationToken cancel) => Hear(happened);

        public Task HandleAsync(CaseDecided happened, CancellationToken cancel) => Hear(happened);

        private Task Hear(object happened)
        {
            if (Objects) throw new RuleBroken("", new("L'ufficio tributi ha un accertamento in corso.", "The tax office is making a check."));
            Heard.Add(happened);
            return Task.CompletedTask;
        }
    }

    public sealed class ListeningTown : SqliteTown
    {
        public Listener Listener { get; } = new();

        protected override void AddServices(IServiceCollection services) => services.AddSingleton<IHandle<ResidenceChanged>>(Listener).AddSingleton<IHandle<CaseDecided>>(Listener);
    }

    private static async Task<Answer> DoAsync(Browser who, string path, string handler, Dictionary<string, string> fields)
    {
        var page = (await who.GetAsync(path)).Page;
        foreach (var name in (string[])["__RequestVerificationToken", "Seen"]) fields[name] = page.QuerySelector($"input[name={name}]")!.GetAttribute("value")!;
        return await who.PostAsync($"{path}?handler={handler}", fields, follow: false);
    }

    [Fact]
    public async Task ResidenceChanged_IsHeard_WithWhoAndWhere_AndAnObjectionUndoesTheMove()
    {
        town.Require();
        var amina = await town.InAsync("cesa", async services => (await services.GetRequiredService<ResidentRegister>().SearchAsync("haddad amina", 1))[0]);
        var today = LegalTime.Today(town.Clock);
        using var anna = await town.AsStaffAsync();
        async Task<Answer> MoveAsync(string flat)
        {
            var street = (await anna.OpenPersonAsync(amina.Id, "indirizzo")).Page.QuerySelectorAll("select[name=Street] option").First(o => o.TextContent.Trim() == "VIA ROMA").GetAttribute("value")!;
            return await anna.SubmitAsync(new() { ["Street"] = street, ["StreetNumber"] = "3", ["Flat"] = flat, ["LegalDate"] = today.ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture) });
        }
        Task<(int, int)> RowsAsync() => town.ReadAsync("cesa", async db => (await db.Set<ResidenceInTime>().CountAsync(), await db.Database.SqlQuery<int>($"SELECT count(*) AS \"Value\" FROM protocol_entries").FirstAsync()));
        var before = await RowsAsync();
        town.Listener.Objects = true;
        (await MoveAsync("1")).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("L'ufficio tributi ha un accertamento in corso");
        (await RowsAsync()).ShouldBe(before, "neither the address nor the number of the register stays");
        town.Listener.Objects = false;
        (await MoveAsync("1")).Status.ShouldBe(HttpStatusCode.OK);
        var heard = town.Listener.Heard.OfType<ResidenceChanged>().Single();
        heard.SubjectIds.Count.ShouldBe(3);
        heard.SubjectIds.ShouldContain(amina.Person.Id);
        (heard.FlatNumber, heard.LegalDate).ShouldBe(("1", today));
        await town.InAsync("cesa", async services =>
        {
            await services.GetRequiredService<Platform.Database.Writing>().RunAsync(async () =>
            {
                await services.GetRequiredService<AddressChange>().TakeBackAsync(amina.Id, today, "1/2026");
                return true;
            });
            return true;
        });
        town.Listener.Heard.OfType<ResidenceChanged>().Last().FlatNumber.ShouldBe("2", "where they live again");
    }

    [Fact]
    public async Task CaseDecided_IsHeard_OfAnOfficeAndOfTheRulesAlone_AndAnObjectionUndoesTheDecision()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        var room = await ApplicationSample.SubmitAsync(town, maria, ApplicationSample.Service);
        var id = Guid.Parse(room.Split('/')[^1]);
        using var gino = await town.AsStaffAsync("gino");
        Task<Answer> DecideAsync() => DoAsync(gino, $"/desk/pratiche/{id:n}/decidi", "Decide", new() { ["State"] = "Completed", ["Reasons"] = "La documentazione è completa.", ["Confirmed"] = "true" });
        town.Listener.Objects = true;
        (await DecideAsync()).ShouldBe(HttpStatusCode.BadRequest).Main.ShouldContain("L'ufficio tributi ha un accertamento in corso");
        (await maria.GetAsync(room)).Main.ShouldNotContain("Decisa");
        town.Listener.Objects = false;
        (await DecideAsync()).Status.ShouldBe(HttpStatusCode.Redirect);
        town.Listener.Heard.OfType<CaseDecided>().ShouldContain(heard => heard.CaseId == id && heard.State == CaseState.Completed && heard.ServiceSlug == ApplicationSample.Service);

        await CertificateSample.IssueAsync(town);
        town.Listener.Heard.OfType<CaseDecided>().ShouldContain(heard => heard.ServiceSlug == "certificato-di-residenza" && heard.State == CaseState.Completed);
    }
}
