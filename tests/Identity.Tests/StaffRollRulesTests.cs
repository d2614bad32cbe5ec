using Liburia.Identity.Contracts;
using Liburia.Identity.Staff;
using Liburia.Platform.Access;
using Liburia.Platform.Database;
using Liburia.Platform.Language;
using Liburia.Platform.Law;
using Liburia.Platform.Organization;
using Liburia.Registry.Contracts;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Identity.Tests;

/// <summary>The roll's rules at their edges: the last that passes and the first that does not, of each. Everything is undone at the end of each try.</summary>
public abstract class StaffRollRulesTests(Town town)
{
    private const string Slug = "santarpino";

    private DateOnly Today => LegalTime.Today(town.Clock);

    /// <summary>What one administrator tries, with rows of their own: nothing of it stays.</summary>
    private sealed class Try(StaffRoll roll, AppDb db, Visitor visitor, TimeProvider clock)
    {
        public StaffRoll Roll => roll;
        public AppDb Db => db;
        public Visitor Visitor => visitor;
        public DateOnly Today => LegalTime.Today(clock);

        public Task<Guid> OfficeAsync(string word) => db.Set<Office>().Where(o => o.Name.Contains(word)).Select(o => o.Id).FirstAsync();

        public async Task<StaffMember> StaffAsync(bool isConsortium = false)
        {
            var staff = new StaffMember { Id = Guid.CreateVersion7(), UserName = $"u{Guid.NewGuid():n}"[..20], FullName = "Rita Prova", IsConsortium = isConsortium };
            db.Add(staff);
            await db.SaveChangesAsync();
            return staff;
        }

        public async Task<Position> HeldAsync(StaffMember staff, int from, int? to, string role = Roles.CaseOfficer, string office = "tributi", Guid? substitutes = null)
        {
            var position = new Position
            {
                Id = Guid.CreateVersion7(),
                StaffId = staff.Id,
                OfficeId = await OfficeAsync(office),
                Role = role,
                Title = "Istruttrice",
                ValidFrom = Today.AddDays(from),
                ValidTo = to is { } days ? Today.AddDays(days) : null,
                SubstitutesId = substitutes,
            };
            db.Add(position);
            await db.SaveChangesAsync();
            return position;
        }

        public async Task<PositionWish> WishAsync(int from = 0, int? to = null, string role = Roles.CaseOfficer, string title = "Istruttrice", string office = "tributi") =>
            new(await OfficeAsync(office), role, title, Today.AddDays(from), to is { } days ? Today.AddDays(days) : null);

        /// <summary>Beside which field it is refused; null where it is done.</summary>
        public async Task<string?> FieldAsync(Func<Task> act)
        {
            try
            {
                await act();
                return null;
            }
            catch (RuleBroken broken)
            {
                return broken.Property;
            }
        }

        public Task<string?> PlaceAsync(StaffMember staff, PositionWish wish) => FieldAsync(() => roll.PlaceAsync(staff, wish));
    }

    private async Task TryAsync(Func<Try, Task> act, string by = "elsa")
    {
        town.Require();
        await town.InAsync(Slug, async services =>
        {
            var db = services.GetRequiredService<AppDb>();
            await using var undone = await db.Database.BeginTransactionAsync(TestContext.Current.CancellationToken);
            var visitor = services.GetRequiredService<Visitor>();
            var who = await db.Set<StaffMember>().AsNoTracking().Where(s => s.UserName == by).Select(s => s.Id).FirstAsync();
            visitor.EnterStaff(Guid.NewGuid(), (await services.GetRequiredService<OrganizationChart>().StandingOfAsync(who))!, []);
            await act(new Try(services.GetRequiredService<StaffRoll>(), db, visitor, town.Clock));
            return true;
        });
    }

    [Theory]
    [InlineData("A B", "abc", null)]
    [InlineData("AB", "abc", "FullName")]
    [InlineData("Rita", "abc", "FullName")]
    [InlineData("R ", "abc", "FullName")]
    [InlineData("Rita Prova", "ab", "UserName")]
    [InlineData("Rita Prova", " ABC ", null)]
    [InlineData("Rita Prova", "a.b-9", null)]
    [InlineData("Rita Prova", "a_b", "UserName")]
    [InlineData("Rita Prova", "à.bc", "UserName")]
    [InlineData("Rita Prova", "ELSA", "UserName")]
    [InlineData(null, "abc", "FullName")]
    [InlineData("Rita Prova", null, "UserName")]
    public Task Person_IsAdded_WithANameAndAUserNameOfTheirOwn(string? name, string? user, string? field) => TryAsync(async t =>
        (await t.FieldAsync(async () => await t.Roll.AddAsync(name, user, null, await t.WishAsync()))).ShouldBe(field));

    [Theory]
    [InlineData(100, 60, null)]
    [InlineData(101, 60, "FullName")]
    [InlineData(100, 61, "UserName")]
    public Task Person_IsAdded_WithNamesThatFit(int name, int user, string? field) => TryAsync(async t =>
        (await t.FieldAsync(async () => await t.Roll.AddAsync("R " + new string('a', name - 2), new string('a', user), null, await t.WishAsync()))).ShouldBe(field));

    [Theory]
    [InlineData("PRVRTI80A41B963X", null, true)]
    [InlineData("prv rti 80a41 b963x", null, true)]
    [InlineData("PRVRTI80A41B963", "TaxCode", false)]
    [InlineData("PRVRTI80A41B963XX", "TaxCode", false)]
    [InlineData("PRVRTI80A41B963-", "TaxCode", false)]
    [InlineData("", null, false)]
    [InlineData("ALTRAP80A41B963X", "TaxCode", false)]
    public Task TaxCode_TiesOnePerson_AndNoOther(string code, string? field, bool ties) => TryAsync(async t =>
    {
        var (one, other) = (await t.StaffAsync(), await t.StaffAsync());
        other.TaxCode = "ALTRAP80A41B963X";
        await t.Db.SaveChangesAsync();
        (await t.FieldAsync(() => t.Roll.TieAsync(one, code))).ShouldBe(field);
        one.TaxCode.ShouldBe(ties ? "PRVRTI80A41B963X" : null);
        // Their own, sent again, is nobody else's; none unties.
        (await t.FieldAsync(() => t.Roll.TieAsync(other, "altrap80a41b963x"))).ShouldBeNull();
        other.TaxCode.ShouldBe("ALTRAP80A41B963X");
        (await t.FieldAsync(() => t.Roll.TieAsync(other, " "))).ShouldBeNull();
        other.TaxCode.ShouldBeNull();
    });

    [Theory]
    [InlineData(2, "Title")]
    [InlineData(3, null)]
    [InlineData(120, null)]
    [InlineData(121, "Title")]
    public Task Title_OfAPosition_HasItsLength(int length, string? field) => TryAsync(async t =>
        (await t.PlaceAsync(await t.StaffAsync(), await t.WishAsync(title: new string('a', length)))).ShouldBe(field));

    [Fact]
    public Task Days_OfAPosition_AreNotFarther_ThanTheyMayBe() => TryAsync(async t =>
    {
        var wish = await t.WishAsync();
        foreach (var (from, to, field) in ((DateOnly, DateOnly?, string?)[])
        [
            (Today.AddYears(-50), Today, null), (Today.AddYears(-50).AddDays(-1), Today, "From"), (Today.AddYears(5), null, null), (Today.AddYears(5).AddDays(1), null, "From"),
            (Today, Today.AddYears(50), null), (Today, Today.AddYears(50).AddDays(1), "To"), (Today, Today, null), (Today, Today.AddDays(-1), "To"),
        ])
            (await t.PlaceAsync(await t.StaffAsync(), wish with { From = from, To = to })).ShouldBe(field, $"{from} {to}");
        (await t.PlaceAsync(await t.StaffAsync(), wish with { OfficeId = Guid.NewGuid() })).ShouldBe("OfficeId");
        (await t.PlaceAsync(await t.StaffAsync(), wish with { Role = "sindaco" })).ShouldBe("Role");
    });

    /// <summary>Held from the 10th to the 20th day from today, or from the 10th on.</summary>
    [Theory]
    [InlineData(20, 21, null, false)]
    [InlineData(20, 20, null, true)]
    [InlineData(20, 0, 9, false)]
    [InlineData(20, 0, 10, true)]
    [InlineData(20, 12, 13, true)]
    [InlineData(20, 0, null, true)]
    [InlineData(null, 0, 9, false)]
    [InlineData(null, 0, 10, true)]
    [InlineData(null, 400, null, true)]
    // Taken back on its first day it never held.
    [InlineData(9, 0, null, false)]
    public Task SamePosition_IsNotHeldTwiceOnADay(int? until, int from, int? to, bool twice) => TryAsync(async t =>
    {
        var staff = await t.StaffAsync();
        await t.HeldAsync(staff, 10, until);
        (await t.PlaceAsync(staff, await t.WishAsync(from, to, office: "anagrafe"))).ShouldBeNull("another office is another position");
        (await t.PlaceAsync(staff, await t.WishAsync(from, to, role: Roles.OfficeHead))).ShouldBeNull("another role is another position");
        (await t.PlaceAsync(staff, await t.WishAsync(from, to))).ShouldBe(twice ? "From" : null);
    });

    /// <summary>Whom one has let in is no second; the consortium is, and so is whoever was let in by somebody else, or has let nobody in.</summary>
    [Fact]
    public Task OwnMaking_IsNoSecond() => TryAsync(async t =>
    {
        var me = await t.Db.Set<StaffMember>().FirstAsync(s => s.Id == t.Visitor.StaffId);
        (await t.PlaceAsync(me, await t.WishAsync())).ShouldBe("Role");
        var (maker, other) = (await t.StaffAsync(), await t.StaffAsync());
        var invited = new StaffInvitation { Id = Guid.NewGuid(), StaffId = me.Id, Kind = InvitationKind.First, Reason = "", AskedById = maker.Id, AskedBy = "x" };
        t.Db.Add(invited);
        t.Db.Add(new StaffInvitation { Id = Guid.NewGuid(), StaffId = me.Id, Kind = InvitationKind.Recovery, Reason = "", AskedById = other.Id, AskedBy = "x" });
        t.Db.Add(new StaffInvitation { Id = Guid.NewGuid(), StaffId = maker.Id, Kind = InvitationKind.First, Reason = "", AskedById = other.Id, AskedBy = "x" });
        await t.Db.SaveChangesAsync();
        (await t.PlaceAsync(maker, await t.WishAsync())).ShouldBe("Role");
        (await t.PlaceAsync(other, await t.WishAsync())).ShouldBeNull("they let somebody else in, and asked to let me in again, which took two");
        await t.Db.Set<StaffMember>().Where(s => s.Id == me.Id).ExecuteUpdateAsync(set => set.SetProperty(s => s.IsConsortium, true));
        (await t.PlaceAsync(maker, await t.WishAsync(role: Roles.OfficeHead))).ShouldBeNull("the consortium is the second");
    });

    [Theory]
    // Held until; last day; refused beside.
    [InlineData(null, -1, null)]
    [InlineData(null, -2, "LastDay")]
    [InlineData(null, 9, null)]
    [InlineData(-1, -1, "")]
    [InlineData(0, -1, null)]
    [InlineData(0, 0, null)]
    [InlineData(0, 1, "LastDay")]
    [InlineData(5, 5, null)]
    [InlineData(5, 6, "LastDay")]
    public Task Position_Ends_NotBeforeYesterday_NorAfterItWouldAnyway(int? until, int last, string? field) => TryAsync(async t =>
    {
        var position = await t.HeldAsync(await t.StaffAsync(), -30, until);
        (await t.FieldAsync(() => t.Roll.EndAsync(position, Today.AddDays(last)))).ShouldBe(field);
        position.ValidTo.ShouldBe(field is null ? Today.AddDays(last) : until is { } days ? Today.AddDays(days) : null);
    });

    [Fact]
    public Task Position_ThatHasNotBegun_IsTakenAway_OneOfToday_StaysAsOneThatNeverHeld() => TryAsync(async t =>
    {
        var staff = await t.StaffAsync();
        var (coming, of) = (await t.HeldAsync(staff, 1, null), await t.HeldAsync(staff, 0, null, Roles.OfficeHead));
        await t.Roll.EndAsync(coming, Today.AddDays(3));
        await t.Roll.EndAsync(of, Today.AddDays(-1));
        t.Db.Entry(coming).State.ShouldBe(EntityState.Deleted);
        t.Db.Entry(of).State.ShouldBe(EntityState.Modified);
        (of.ValidFrom, of.ValidTo).ShouldBe((Today, Today.AddDays(-1)));
    });

    /// <summary>A move on the tenth day from today ends what would reach it, and nothing else.</summary>
    [Fact]
    public Task Move_EndsWhatReachesItsDay_AndNothingElse() => TryAsync(async t =>
    {
        var (staff, away) = (await t.StaffAsync(), await t.StaffAsync());
        var lasting = await t.HeldAsync(staff, -30, null);
        var reaching = await t.HeldAsync(staff, -30, 10, Roles.OfficeHead);
        var ended = await t.HeldAsync(staff, -30, 9, Roles.Secretary);
        var substitution = await t.HeldAsync(staff, -30, null, RegistryRoles.Clerk, "anagrafe", away.Id);
        (await t.FieldAsync(async () => await t.Roll.MoveAsync(staff, await t.WishAsync(-1, office: "tecnico")))).ShouldBe("From");
        await t.Roll.MoveAsync(staff, await t.WishAsync(10, office: "tecnico"));
        foreach (var position in (Position[])[lasting, reaching, ended]) position.ValidTo.ShouldBe(Today.AddDays(9));
        t.Db.Entry(ended).State.ShouldBe(EntityState.Unchanged);
        substitution.ValidTo.ShouldBeNull("whom they stand in for is still away");
        (await t.FieldAsync(async () => await t.Roll.MoveAsync(await t.StaffAsync(), await t.WishAsync(0, office: "tecnico")))).ShouldBeNull("today is a day to move");
    });

    [Fact]
    public Task Substitution_TakesWhatIsHeldInThoseDays_WithinThem() => TryAsync(async t =>
    {
        var (absent, other) = (await t.StaffAsync(), await t.StaffAsync());
        async Task<string?> StandAsync(int from, int? to, StaffMember? by = null) =>
            await t.FieldAsync(() => t.Roll.SubstituteAsync(absent, by ?? other, Today.AddDays(from), to is { } days ? Today.AddDays(days) : null));
        (await StandAsync(0, 5)).ShouldBe("From", "there is nothing to stand in for");
        await t.HeldAsync(absent, -30, 9, Roles.CaseOfficer);
        await t.HeldAsync(absent, 15, null, Roles.OfficeHead);
        await t.HeldAsync(absent, -30, null, RegistryRoles.Clerk, "anagrafe", t.Visitor.StaffId);
        (await StandAsync(0, 5, absent)).ShouldBe("Substitute");
        (await StandAsync(0, null)).ShouldBe("To");
        (await StandAsync(-1, 5)).ShouldBe("From");
        (await StandAsync(10, 14)).ShouldBe("From", "neither what has ended, nor what has not begun, nor a substitution");
        async Task<List<(string, int, int)>> GivenAsync(int from, int to)
        {
            var by = await t.StaffAsync();
            (await StandAsync(from, to, by)).ShouldBeNull();
            var given = t.Db.ChangeTracker.Entries<Position>().Select(entry => entry.Entity).Where(p => p.StaffId == by.Id).ToList();
            given.ShouldAllBe(p => p.SubstitutesId == absent.Id && p.Title.Contains("in sostituzione di"));
            return [.. given.Select(p => (p.Role, p.ValidFrom.DayNumber - Today.DayNumber, p.ValidTo!.Value.DayNumber - Today.DayNumber)).OrderBy(given => given.Item2)];
        }
        (await GivenAsync(0, 14)).ShouldBe([(Roles.CaseOfficer, 0, 9)]);
        (await GivenAsync(9, 15)).ShouldBe([(Roles.CaseOfficer, 9, 9), (Roles.OfficeHead, 15, 15)]);
        (await GivenAsync(20, 25)).ShouldBe([(Roles.OfficeHead, 20, 25)]);
        (await GivenAsync(0, 5)).ShouldBe([(Roles.CaseOfficer, 0, 5)]);
    });

    /// <summary>On every day from today on the Comune is administered by one of its own: not by the consortium's people, nor by who never held.</summary>
    [Fact]
    public Task LastAdministrator_Stays_WithoutADayBetween() => TryAsync(async t =>
    {
        var own = await t.Db.Set<Position>().FirstAsync(p => p.StaffId == t.Visitor.StaffId && p.Role == Roles.Administrator);
        (await t.Db.Set<Position>().CountAsync(p => p.Role == Roles.Administrator)).ShouldBe(1);
        async Task<string?> EndAsync(int last)
        {
            own.ValidTo = null;
            var field = await t.FieldAsync(() => t.Roll.EndAsync(own, Today.AddDays(last)));
            return field;
        }
        (await EndAsync(3)).ShouldBe("");
        await t.HeldAsync(await t.StaffAsync(isConsortium: true), -1, null, Roles.Administrator, "Segreteria");
        (await EndAsync(3)).ShouldBe("", "the consortium is not the Comune");
        await t.HeldAsync(await t.StaffAsync(), 0, -1, Roles.Administrator, "Segreteria");
        (await EndAsync(3)).ShouldBe("", "who never held");
        await t.HeldAsync(await t.StaffAsync(), 0, null, Roles.Secretary, "Segreteria");
        (await EndAsync(3)).ShouldBe("", "another role");
        await t.HeldAsync(await t.StaffAsync(), 5, null, Roles.Administrator, "Segreteria");
        (await EndAsync(3)).ShouldBe("", "the fourth day is empty");
        (await EndAsync(-1)).ShouldBe("", "today is empty");
        (await EndAsync(4)).ShouldBeNull("one day after the other");
    });

    [Theory]
    [InlineData(9, "Reason")]
    [InlineData(10, null)]
    [InlineData(500, null)]
    [InlineData(501, "Reason")]
    public Task Recovery_IsAsked_WithItsReason_ForSomebodyElse(int length, string? field) => TryAsync(async t =>
    {
        (await t.FieldAsync(async () => await t.Roll.AskRecoveryAsync(await t.StaffAsync(), " " + new string('a', length) + " "))).ShouldBe(field);
        var me = await t.Db.Set<StaffMember>().FirstAsync(s => s.Id == t.Visitor.StaffId);
        (await t.FieldAsync(() => t.Roll.AskRecoveryAsync(me, new string('a', 20)))).ShouldBe("Reason");
    });

    /// <summary>What is agreed to is what was asked, of this person, of this kind, within the day, once, by a second who is neither.</summary>
    [Theory]
    [InlineData("as it should be", true)]
    [InlineData("of another person", false)]
    [InlineData("of another kind", false)]
    [InlineData("used", false)]
    [InlineData("agreed to before", false)]
    [InlineData("a day ago", false)]
    [InlineData("by who agrees", false)]
    [InlineData("for who agrees", false)]
    public async Task Request_IsAgreedTo_AsItWasAsked(string how, bool agrees)
    {
        foreach (var kind in (InvitationKind[])[InvitationKind.Recovery, InvitationKind.Window])
            await TryAsync(async t =>
            {
                var (staff, other, asker) = (await t.StaffAsync(), await t.StaffAsync(), await t.StaffAsync());
                var me = await t.Db.Set<StaffMember>().FirstAsync(s => s.Id == t.Visitor.StaffId);
                if (how == "for who agrees") staff = me;
                var now = LegalTime.UtcNow(town.Clock);
                var asked = new StaffInvitation
                {
                    Id = Guid.NewGuid(),
                    StaffId = how == "of another person" ? other.Id : staff.Id,
                    Reason = "perduto il telefono",
                    AskedById = how == "by who agrees" ? me.Id : asker.Id,
                    AskedBy = "x",
                    Kind = how != "of another kind" ? kind : kind == InvitationKind.Window ? InvitationKind.Recovery : InvitationKind.Window,
                    UsedAt = how == "used" ? now : null,
                    Hash = how == "agreed to before" ? new string('a', 64) : null,
                    CreatedAt = now,
                    ExpiresAt = how == "a day ago" ? now : now.AddMinutes(1),
                };
                t.Db.Add(asked);
                await t.Db.SaveChangesAsync();
                var (code, former) = ("", asked.Hash);
                // A window for oneself is nobody's: whoever agrees is inside already.
                if (how == "for who agrees" && kind == InvitationKind.Window) return;
                var field = await t.FieldAsync(async () => code = kind == InvitationKind.Window ? await t.Roll.AgreeWindowAsync(staff) : await t.Roll.AgreeRecoveryAsync(staff));
                field.ShouldBe(agrees ? null : "", kind.ToString());
                asked.Hash.ShouldBe(agrees ? FirstAccess.HashOf(code) : former);
                if (agrees) (asked.ExpiresAt - now).ShouldBe(kind == InvitationKind.Window ? TimeSpan.FromDays(1) : TimeSpan.FromMinutes(30), TimeSpan.FromSeconds(30));
            });
    }

    /// <summary>Asked by whoever runs the installation, or by nobody known: there is no first pair of eyes to be the second of.</summary>
    [Fact]
    public Task Window_ThatNoAdministratorAsked_IsNotAgreedTo() => TryAsync(async t =>
    {
        var staff = await t.StaffAsync(isConsortium: true);
        var now = LegalTime.UtcNow(town.Clock);
        t.Db.Add(new StaffInvitation { Id = Guid.NewGuid(), StaffId = staff.Id, Kind = InvitationKind.Window, Reason = "x", AskedBy = "x", CreatedAt = now, ExpiresAt = now.AddHours(1) });
        await t.Db.SaveChangesAsync();
        (await t.FieldAsync(() => t.Roll.AgreeWindowAsync(staff))).ShouldBe("");
    });
}

public sealed class StaffRollRulesOnSqlite(SqliteTown town) : StaffRollRulesTests(town), IClassFixture<SqliteTown>;

public sealed class StaffRollRulesOnPostgres(PostgresTown town) : StaffRollRulesTests(town), IClassFixture<PostgresTown>;
