using System.Net;
using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Registry.Residents;
using Liburia.Territory.Contracts;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Registry.Tests;

/// <summary>A household whose address is protected is found by name alone: neither where it lived nor where it has moved to, at whatever door one searches.</summary>
[Slow("Every way to a protected household, on each engine.")]
public abstract class ProtectedTests(Town town)
{
    /// <summary>Every page of the desk that searches, with what it would show of them.</summary>
    private static readonly string[] Doors = ["/desk/residenti?q=", "/desk/protocollo?q=", "/desk/pratiche?q="];

    /// <summary>The ways a household gets another address.</summary>
    public static TheoryData<string> Ways() => ["desk", "online", "taken back", "seeded"];

    private DateOnly Today => LegalTime.Today(town.Clock);

    [Theory, MemberData(nameof(Ways))]
    public async Task Household_Protected_ThatMoved_IsFoundByName_NeverByAStreet_OldOrNew(string way)
    {
        town.Require();
        var rosa = await FindAsync("marino rosa");
        var (former, later) = await MoveAsync(rosa, "Rosa Marino", way);
        using var anna = await town.AsStaffAsync();
        foreach (var address in new[] { former, later })
            foreach (var door in Doors) await ShouldNotTellAsync(anna, door, address, rosa);
        (await anna.GetAsync("/desk/residenti?q=marino+rosa")).Main.ShouldContain("Marino Rosa", Case.Insensitive);
        (await anna.GetAsync("/desk/residenti?q=marino+rosa")).Main.ShouldNotContain(later.Street, Case.Insensitive);
    }

    /// <summary>One child's address is protected: whoever found the mother by the street would have found the child.</summary>
    [Theory]
    [InlineData("desk")]
    [InlineData("online")]
    [InlineData("taken back")]
    public async Task Household_WithOneProtectedMember_ThatMoved_IsNotFoundByTheNewStreet_NobodyOfIt(string way)
    {
        town.Require();
        var amina = await FindAsync("haddad amina");
        var child = (await town.InAsync("cesa", services => services.GetRequiredService<ResidentRegister>().HouseholdAsync(amina.Id, Today))).Last();
        await town.ReadAsync("cesa", db => db.Set<RegisteredResident>().Where(r => r.Id == child.Resident.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.IsProtected, true)));
        var (_, later) = await MoveAsync(amina, "Amina Haddad", way);
        using var anna = await town.AsStaffAsync();
        foreach (var door in Doors) await ShouldNotTellAsync(anna, door, later, amina, child.Resident);
        (await anna.GetAsync("/desk/residenti?q=haddad")).Main.ShouldContain("Amina", Case.Insensitive);
    }

    /// <summary>That the search by street finds anybody at all: the household of somebody who hides nothing.</summary>
    [Fact]
    public async Task Household_NotProtected_IsFoundByItsNewStreet_AtTheDesk()
    {
        town.Require();
        var luca = await FindAsync("ferrara luca");
        var (_, later) = await MoveAsync(luca, "Luca Ferrara", "desk");
        using var anna = await town.AsStaffAsync();
        (await anna.GetAsync("/desk/residenti?q=" + Words(later))).Main.ShouldContain("Ferrara Luca", Case.Insensitive);
        (await anna.GetAsync("/desk/protocollo?q=" + Words(later))).Main.ShouldContain("Ferrara Luca", Case.Insensitive);
    }

    private static string Words(Address address) => Uri.EscapeDataString($"{address.Street} {address.StreetNumber}{address.Exponent}");

    private static async Task ShouldNotTellAsync(Browser anna, string door, Address address, params ResidentView[] household)
    {
        var name = household[0].Person.FamilyName;
        foreach (var query in new[] { Words(address), Uri.EscapeDataString(address.Street), Uri.EscapeDataString($"{name} {address.Street}"), Uri.EscapeDataString($"{name} {address.Street.Split(' ').MaxBy(word => word.Length)}") })
        {
            var found = (await anna.GetAsync(door + query)).ShouldBe(HttpStatusCode.OK);
            foreach (var person in household.Select(member => member.Person))
                foreach (var told in (string[])[person.FullName, person.RegisterName, person.TaxCode]) found.Main.ShouldNotContain(told, Case.Insensitive, $"{door}{query}");
        }
    }

    private Task<ResidentView> FindAsync(string query) => town.InAsync("cesa", async services => (await services.GetRequiredService<ResidentRegister>().SearchAsync(query, 1))[0]);

    /// <summary>Moves a household to a street where nobody has its name; answers where it lived and the address to look for.</summary>
    private async Task<(Address Former, Address Later)> MoveAsync(ResidentView who, string name, string way)
    {
        var (former, later) = await town.InAsync("cesa", async services =>
        {
            var streets = services.GetRequiredService<IStreetRegister>();
            var now = (await services.GetRequiredService<ResidentRegister>().DwellingAsync(who.Id, Today, LegalTime.UtcNow(town.Clock)))!.Address;
            var free = new List<Address>();
            foreach (var street in await streets.StreetsAsync())
                if (street.Id != now.StreetId && (await services.GetRequiredService<ResidentRegister>().SearchAsync($"{who.Person.FamilyName} {street.Name}", 5)).Count == 0) free.AddRange((await streets.OnStreetAsync(street.Id)).Where(a => a.Exponent.Length == 0).Take(1));
            return (now, free[Random.Shared.Next(free.Count)]);
        });
        if (way == "seeded") return (former, former);
        if (way == "online")
        {
            using var citizen = await town.AsCitizenAsync(name);
            var room = await ApplicationSample.SubmitAsync(town, citizen, "cambio-di-indirizzo", new() { ["indirizzo.street"] = $"{later.StreetId}", ["indirizzo.number"] = $"{later.StreetNumber}", ["indirizzo.flat"] = "7" });
            using var anna = await town.AsStaffAsync();
            await anna.GetAsync(DeskActs.PathOf(room, "Record"));
            (await anna.SubmitAsync(form: "form[action='?handler=Record']", follow: false)).ShouldBe(HttpStatusCode.Redirect);
        }
        else
        {
            using var anna = await town.AsStaffAsync();
            await anna.OpenPersonAsync(who.Id, "indirizzo");
            (await anna.SubmitAsync(new() { ["Street"] = $"{later.StreetId}", ["StreetNumber"] = $"{later.StreetNumber}", ["Flat"] = "7", ["LegalDate"] = Today.ToString("dd/MM/yyyy", System.Globalization.CultureInfo.InvariantCulture) })).Status.ShouldBe(HttpStatusCode.OK);
        }
        (await town.InAsync("cesa", async services => await services.GetRequiredService<ResidentRegister>().DwellingAsync(who.Id, Today, LegalTime.UtcNow(town.Clock))))!.Address.InWords.ShouldBe(later.InWords, "moved");
        if (way == "taken back")
        {
            await town.InAsync("cesa", async services =>
            {
                await services.GetRequiredService<Writing>().RunAsync(async () =>
                {
                    await services.GetRequiredService<AddressChange>().TakeBackAsync(who.Id, Today, "1/2026");
                    return true;
                });
                return true;
            });
        }
        return (former, later);
    }
}

public sealed class ProtectedOnSqlite(SqliteTown town) : ProtectedTests(town), IClassFixture<SqliteTown>;

public sealed class ProtectedOnPostgres(PostgresTown town) : ProtectedTests(town), IClassFixture<PostgresTown>;
