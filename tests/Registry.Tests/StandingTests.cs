using Liburia.Platform.Database;
using Liburia.Platform.Law;
using Liburia.Registry.Certificates;
using Liburia.Registry.Residents;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Registry.Tests;

/// <summary>
/// What a stranger is told of each kind of certificate after each kind of change the register has, of each member of the household: superseded where the paper says
/// what has changed, valid where it does not.
/// </summary>
public abstract class StandingTests(Town town)
{
    private static readonly CertificateKind[] OfTheHousehold = [CertificateKind.HouseholdStatement, CertificateKind.ResidenceAndHousehold];
    private static readonly CertificateKind[] OfTheAddress = [CertificateKind.Residence, CertificateKind.ResidenceAndHousehold, CertificateKind.HistoricalResidence];
    private static readonly CertificateKind[] All = [CertificateKind.Residence, CertificateKind.HouseholdStatement, CertificateKind.ResidenceAndHousehold, CertificateKind.HistoricalResidence];

    /// <summary>Something that happens to one person of the register.</summary>
    /// <param name="Own">Kinds that say it of the person they are about.</param>
    /// <param name="Members">Kinds that say it of every member of the household.</param>
    private sealed record Change(string Name, CertificateKind[] Own, CertificateKind[] Members, Func<AppDb, HouseholdMember, Task> Happen);

    private static Change OfSubject(string column, string value, CertificateKind[] members) => new(column, All, members, (db, who) => SetAsync(db, "subjects_subjects", column, value, who.Resident.Person.Id));

    private static Change OfResident(string column, string value, CertificateKind[] own, CertificateKind[] members) => new(column, own, members, (db, who) => SetAsync(db, "registry_residents", column, value, who.Resident.Id));

    private static Task SetAsync(AppDb db, string table, string column, object value, Guid id) =>
#pragma warning disable EF1002 // names written here
        db.Database.ExecuteSqlRawAsync($"UPDATE {table} SET {column} = {{0}} WHERE id = {{1}}", value, id);
#pragma warning restore EF1002

    private DateOnly Today => LegalTime.Today(town.Clock);

    private IEnumerable<Change> Changes()
    {
        // Who they are: the person with everything, the others as the table of the household has them.
        yield return OfSubject("family_name", "Nuovi", OfTheHousehold);
        yield return OfSubject("given_name", "Nuova", OfTheHousehold);
        yield return OfSubject("birth_place", "Roma", OfTheHousehold);
        yield return OfSubject("birth_province", "RM", OfTheHousehold);
        yield return OfSubject("birth_country", "Francia", OfTheHousehold);
        yield return OfSubject("tax_code", "XXXXXX00X00X000X", []);
        yield return new("date_of_birth", All, OfTheHousehold, (db, who) => SetAsync(db, "subjects_subjects", "date_of_birth", who.Resident.Person.DateOfBirth.AddDays(-1), who.Resident.Person.Id));
        // The tie is written in the gender of the person, where Italian has one for it.
        yield return new("sex", All, OfTheHousehold, (db, who) => SetAsync(db, "subjects_subjects", "sex", who.Resident.Person.Sex == "F" ? "M" : "F", who.Resident.Person.Id));
        yield return OfResident("citizenship", "Francia", All, []);
        // Nothing of these is on the paper.
        yield return new("marital_status", [], [], (db, who) => SetAsync(db, "registry_residents", "marital_status", 3, who.Resident.Id));
        yield return new("certifiability_level", [], [], (db, who) => SetAsync(db, "registry_residents", "certifiability_level", 1, who.Resident.Id));
        // Where they stand in the household, and in the register.
        yield return new("relationship", OfTheHousehold, OfTheHousehold, (db, who) => db.Set<FamilyMembership>().Where(m => m.ResidentId == who.Resident.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.Relationship, 23)));
        yield return new("leaves the household", OfTheHousehold, OfTheHousehold, (db, who) => db.Set<FamilyMembership>().Where(m => m.ResidentId == who.Resident.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.ValidTo, Today.AddDays(-1))));
        yield return new("is removed from the register", All, OfTheHousehold, (db, who) => db.Set<RegisteredResident>().Where(r => r.Id == who.Resident.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.RemovedOn, Today)));
        yield return new("somebody joins", OfTheHousehold, OfTheHousehold, async (db, who) =>
        {
            var family = await db.Set<FamilyMembership>().Where(m => m.ResidentId == who.Resident.Id).Select(m => m.FamilyId).FirstAsync();
            var newcomer = await db.Set<RegisteredResident>().OrderByDescending(r => r.ResidentPersonId).Select(r => r.Id).FirstAsync();
            await db.Set<FamilyMembership>().Where(m => m.ResidentId == newcomer).ExecuteUpdateAsync(set => set.SetProperty(m => m.FamilyId, family).SetProperty(m => m.Relationship, 23));
        });
        // Where they live: their own address is on the paper, that of the others is not.
        yield return new("moves", OfTheAddress, [], async (db, who) =>
        {
            var elsewhere = await db.Set<ResidenceInTime>().Where(r => r.ResidentId != who.Resident.Id).OrderBy(r => r.Id).Select(r => r.CivicNumberId).FirstAsync();
            db.Add(new ResidenceInTime { Id = Guid.CreateVersion7(), ResidentId = who.Resident.Id, CivicNumberId = elsewhere, FlatNumber = "9", ValidFrom = Today, RecordedAt = LegalTime.UtcNow(town.Clock).AddSeconds(-1), RecordedBy = "prova" });
            await db.SaveChangesAsync();
        });
        yield return new("the flat is corrected", OfTheAddress, [], (db, who) => db.Set<ResidenceInTime>().Where(r => r.ResidentId == who.Resident.Id).ExecuteUpdateAsync(set => set.SetProperty(r => r.FlatNumber, "99")));
        yield return new("the street is renamed", OfTheAddress, OfTheAddress, async (db, who) => await SetAsync(db, "territory_streets", "official_street_name", "RINOMINATA", await StreetAsync(db, who)));
        yield return new("the number is changed", OfTheAddress, OfTheAddress, async (db, who) => await SetAsync(db, "territory_civic_numbers", "street_number", 9998, await CivicAsync(db, who)));
        yield return new("the post code is changed", OfTheAddress, OfTheAddress, async (db, who) => await SetAsync(db, "territory_civic_numbers", "post_code", "80100", await CivicAsync(db, who)));
    }

    private static Task<Guid> CivicAsync(AppDb db, HouseholdMember who) => db.Set<ResidenceInTime>().Where(r => r.ResidentId == who.Resident.Id).OrderByDescending(r => r.ValidFrom).Select(r => r.CivicNumberId).FirstAsync();

    private static async Task<Guid> StreetAsync(AppDb db, HouseholdMember who)
    {
        var civic = await CivicAsync(db, who);
        return await db.Database.SqlQuery<Guid>($"SELECT street_id AS \"Value\" FROM territory_civic_numbers WHERE id = {civic}").FirstAsync();
    }

    [Fact]
    public async Task CO22_Certificate_IsSuperseded_ByEveryChangeOfEveryMember_ThatItsPaperSays_AndByNoOther()
    {
        town.Require();
        using var maria = await town.AsCitizenAsync();
        foreach (var kind in All)
        {
            await CertificateSample.ToCheckAsync(maria, $"{kind}", "7");
            (await maria.SubmitAsync()).Heading.ShouldBe("Domanda ricevuta");
        }
        var certificates = await town.ReadAsync("cesa", db => db.Set<Certificate>().AsNoTracking().OrderByDescending(c => c.Number).Take(All.Length).ToListAsync());
        certificates.Select(c => c.Kind).ShouldBe(All, ignoreOrder: true);
        var household = await town.InAsync("cesa", services => services.GetRequiredService<ResidentRegister>().HouseholdAsync(certificates[0].ResidentId, Today));
        household.Count.ShouldBe(4);
        var wrong = new List<string>();
        foreach (var member in household)
            foreach (var change in Changes())
            {
                var says = member.Resident.Id == certificates[0].ResidentId ? change.Own : change.Members;
                var told = await ToldAfterAsync(change, member, certificates);
                foreach (var (kind, standing) in told)
                {
                    var expected = says.Contains(kind) ? CertificateStanding.Superseded : CertificateStanding.Valid;
                    if (standing != expected) wrong.Add($"{member.Resident.Person.FullName}, {change.Name}: the certificate {kind} is said {standing}, not {expected}");
                }
            }
        wrong.ShouldBeEmpty();
        // All of it was undone: what was true is true again.
        (await ToldAfterAsync(new Change("nothing", [], [], (_, _) => Task.CompletedTask), household[0], certificates)).Values.ShouldAllBe(standing => standing == CertificateStanding.Valid);
    }

    /// <summary>What is told of each certificate while the change stands; it is undone afterwards.</summary>
    private Task<Dictionary<CertificateKind, CertificateStanding>> ToldAfterAsync(Change change, HouseholdMember member, IReadOnlyList<Certificate> certificates) => town.InAsync("cesa", async services =>
    {
        var db = services.GetRequiredService<AppDb>();
        await using var undone = await db.Database.BeginTransactionAsync();
        await change.Happen(db, member);
        var told = new Dictionary<CertificateKind, CertificateStanding>();
        foreach (var certificate in certificates) told[certificate.Kind] = (await services.GetRequiredService<Verification>().AnswerAsync(certificate.VerificationCode))!.Standing;
        await undone.RollbackAsync();
        return told;
    });

    /// <summary>The same at the page, for a change of a member that is not the applicant.</summary>
    [Theory]
    [InlineData(nameof(CertificateKind.HouseholdStatement), "Superato")]
    [InlineData(nameof(CertificateKind.ResidenceAndHousehold), "Superato")]
    [InlineData(nameof(CertificateKind.Residence), "Valido")]
    [InlineData(nameof(CertificateKind.HistoricalResidence), "Valido")]
    public async Task CO22_Page_AfterAChildHasLeftTheHousehold_SaysWhatItIs_AndNoName(string kind, string standing)
    {
        town.Require();
        using var amina = await town.AsCitizenAsync("Amina Haddad");
        await CertificateSample.ToCheckAsync(amina, kind, "7");
        (await amina.SubmitAsync()).Heading.ShouldBe("Domanda ricevuta");
        var certificate = await town.ReadAsync("cesa", db => db.Set<Certificate>().AsNoTracking().OrderByDescending(c => c.Number).FirstAsync());
        var child = (await town.InAsync("cesa", services => services.GetRequiredService<ResidentRegister>().HouseholdAsync(certificate.ResidentId, Today))).Last();
        using var stranger = town.Browser();
        (await stranger.GetAsync($"/verifica/{certificate.VerificationCode}")).Main.ShouldContain("Valido");
        Task<int> UntilAsync(DateOnly? last) => town.ReadAsync("cesa", db => db.Set<FamilyMembership>().Where(m => m.ResidentId == child.Resident.Id).ExecuteUpdateAsync(set => set.SetProperty(m => m.ValidTo, last)));
        await UntilAsync(Today.AddDays(-1));
        try
        {
            var page = await stranger.GetAsync($"/verifica/{certificate.VerificationCode}");
            page.Page.QuerySelector(".callout")!.TextContent.ShouldContain(standing);
            page.Text.ShouldNotContain("Haddad", Case.Insensitive);
        }
        finally
        {
            await UntilAsync(null);
        }
    }
}

public sealed class StandingOnSqlite(SqliteTown town) : StandingTests(town), IClassFixture<SqliteTown>;

public sealed class StandingOnPostgres(PostgresTown town) : StandingTests(town), IClassFixture<PostgresTown>;
