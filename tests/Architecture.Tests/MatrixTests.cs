using System.Net;
using Liburia.Platform.Access;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>
/// Every address the running application answers, asked by those who have no business there: never a word of Maria's, never a change, and an answer in words.
/// An address the matrix does not know fails: whoever adds one says what is behind it.
/// </summary>
[Slow("Every door, as everybody who has no business there.")]
public abstract class MatrixTests(Town town)
{
    /// <summary>Doors that show the demonstration's invented people to whoever wants to be one of them, and samples of every component.</summary>
    private static readonly string[] Casts = ["accedi", "en/accedi", "simulatore/accesso", "en/simulatore/accesso", "desk/stile"];

    /// <summary>One's own area says what one has in every Comune (CO-15), to the person alone.</summary>
    private static readonly string[] Areas = ["area-personale", "en/area-personale"];

    private Planted planted = null!;
    private Matrix matrix = null!;
    private IReadOnlyList<Door> doors = null!;
    private IReadOnlyList<KeyValuePair<string, string>> extras = null!;

    private async Task PrepareAsync()
    {
        matrix = await Matrix.OfAsync(town);
        (planted, doors, extras) = (matrix.Planted, await matrix.DoorsAsync(), await Extras.OfAsync(town));
    }

    [Fact]
    public async Task S1_Doors_AreAllKnown_AndEachSaysForWhomItIs()
    {
        await PrepareAsync();
        doors.Count.ShouldBeGreaterThan(100);
        foreach (var door in doors)
        {
            (door.IsPublic || door.IsCitizens || door.Permission is not null).ShouldBeTrue($"{door} is for nobody in particular");
            matrix.PathOf(door).ShouldNotContain("{");
            matrix.FieldsOf(door).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task S1_Anonymous_IsSentToTheDoor_AndSeesNothing()
    {
        await PrepareAsync();
        using var stranger = town.Browser();
        await RefusedAsync(stranger, "/verifica", door => door.IsPublic ? null : IsAtTheDoor(door));
    }

    [Fact]
    public async Task S3_CitizenOfAnotherHousehold_FindsNothing()
    {
        await PrepareAsync();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        await RefusedAsync(luca, "/verifica", door => door.Permission is not null ? Is(HttpStatusCode.Forbidden) : door.IsCitizens && door.IsOfOne ? Is(HttpStatusCode.NotFound) : null);
    }

    [Fact]
    public async Task S2_StaffOfAnotherComune_AreStrangersHere_AndFindNothingOfOursThere()
    {
        await PrepareAsync();
        foreach (var name in Matrix.Staff)
        {
            using var there = await town.AsStaffAsync(name, Matrix.Elsewhere);
            var held = await matrix.PermissionsOfAsync(name);
            await RefusedAsync(there, "/verifica", door => door.IsCitizens ? IsAtTheDoor(door) : door.Permission is not { } asked ? null : !held.Contains(asked) ? Is(HttpStatusCode.Forbidden) : door.IsOfOne ? Is(HttpStatusCode.NotFound) : null, Matrix.Elsewhere);
            using var here = town.Browser();
            foreach (var (cookie, value) in there.Cookies) here.Cookies[cookie] = value;
            await RefusedAsync(here, null, door => door.IsPublic || door.IsPost ? null : IsAtTheDoor(door));
        }
    }

    [Fact]
    public async Task S2_IdsOfAnotherComune_AreUnknown_EvenToWhomTheyBelong()
    {
        await PrepareAsync();
        using var maria = await town.AsCitizenAsync(slug: Matrix.Elsewhere);
        await RefusedAsync(maria, "/verifica", door => door.Permission is not null ? Is(HttpStatusCode.Forbidden) : door.IsCitizens && door.IsOfOne ? Is(HttpStatusCode.NotFound) : null, Matrix.Elsewhere, hidden: planted.Words.Except(planted.Names), isMaria: true);
    }

    [Fact]
    public async Task S9_StaffWithoutThePermission_AreRefusedInWords_WhateverTheySend()
    {
        await PrepareAsync();
        foreach (var name in Matrix.Staff)
        {
            using var clerk = await town.AsStaffAsync(name);
            var held = await matrix.PermissionsOfAsync(name);
            await RefusedAsync(clerk, "/verifica", door => door.IsCitizens ? IsAtTheDoor(door) : door.Permission is { } asked && !held.Contains(asked) ? Is(HttpStatusCode.Forbidden) : null, onlyRefused: true);
        }
        var all = await Task.WhenAll(Matrix.Staff.Select(matrix.PermissionsOfAsync));
        var everybodys = Liburia.Web.Modules.All.SelectMany(module => module.Permissions)
            .Where(permission => permission.Roles.Contains(Platform.Access.Roles.Everyone)).Select(permission => permission.Name).ToList();
        doors.Select(door => door.Permission).OfType<string>().Distinct().Where(asked => !everybodys.Contains(asked) && all.All(held => held.Contains(asked)))
            .ShouldBeEmpty("nobody here is without it: the matrix cannot try");
    }

    /// <summary>Whoever reads in English goes on in English.</summary>
    [Fact]
    public async Task English_Pages_LeadToEnglishPages()
    {
        await PrepareAsync();
        using var owners = matrix;
        var read = 0;
        foreach (var door in doors.Where(door => door is { IsEnglish: true, IsPost: false, IsPage: true } && !door.Pattern.Contains("errore", StringComparison.Ordinal)))
        {
            var answer = await matrix.AskAsync(await matrix.OwnerOfAsync(door), door, token: null);
            if (answer.Status != HttpStatusCode.OK) continue;
            read++;
            answer.Page.QuerySelectorAll("main a[href^='/'], footer a[href^='/']").Select(a => a.GetAttribute("href")!)
                .Where(href => !href.StartsWith("/en", StringComparison.Ordinal) && !href.StartsWith("/assets", StringComparison.Ordinal) && !href.StartsWith("/desk", StringComparison.Ordinal) && !href.StartsWith("/api", StringComparison.Ordinal))
                .Distinct().ShouldBeEmpty($"{door}");
        }
        read.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task S2_S94_WhoKnocksAtADoorThatIsNotTheirs_IsWrittenDownOnce()
    {
        await PrepareAsync();
        using var luca = await town.AsCitizenAsync("Luca Ferrara");
        foreach (var (path, action, status) in new[] { ($"/desk/residenti/{planted["resident"]:n}", "access.refused", HttpStatusCode.Forbidden), ($"/area-personale/pratiche/{planted["case"]:n}", "access.unknown", HttpStatusCode.NotFound) })
        {
            var before = await Rows.OfAsync(town);
            (await luca.GetAsync(path)).ShouldBe(status);
            var after = await Rows.OfAsync(town);
            (after.Count("platform_audit_entries", action) - before.Count("platform_audit_entries", action)).ShouldBe(1, path);
            after.With(path).Except(before.With(path)).ShouldHaveSingleItem().ShouldContain("\"\"who\"\":\"\"FRR");
        }
        (await luca.GetAsync("/area-personale/niente")).ShouldBe(HttpStatusCode.NotFound);
    }

    private static Action<Answer, string> Is(HttpStatusCode status) => (answer, about) => answer.Status.ShouldBe(status, about);

    private static Action<Answer, string> IsAtTheDoor(Door door) => (answer, about) =>
    {
        answer.Status.ShouldBe(HttpStatusCode.Redirect, about);
        answer.Location.ShouldNotBeNull().ShouldStartWith(door.Permission is not null ? "/desk/accedi" : door.IsEnglish ? "/en/accedi" : "/accedi", customMessage: about);
    };

    /// <summary>Goes to every door; where <paramref name="expected"/> says what a refusal is, it must be that one, in words, and nothing may change.</summary>
    /// <param name="formAt">A page with a form, whose token the visitor sends; none when the forms of another Comune are all they have.</param>
    private async Task RefusedAsync(Browser who, string? formAt, Func<Door, Action<Answer, string>?> expected, string slug = "cesa", IEnumerable<string>? hidden = null, bool onlyRefused = false, bool isMaria = false)
    {
        using var consortium = town.BrowserAt("localhost");
        var token = formAt is null ? null : await Matrix.TokenAsync(who, formAt);
        var before = await Rows.OfAsync(town, slug);
        var words = (hidden ?? planted.Words).ToList();
        foreach (var door in doors.OrderBy(door => expected(door) is null))
        {
            if (expected(door) is not { } refusal)
            {
                if (before is not null) (await Rows.OfAsync(town, slug)).ChangedSince(before, Matrix.OfLooking).ShouldBeEmpty("what was refused changed something");
                before = null;
                if (onlyRefused) return;
                // A bearer's code opens what it is for; the matrix of those who may looks at that.
                if (door.Pattern.Contains("primo-accesso", StringComparison.Ordinal) || door.Pattern.Contains("esci", StringComparison.Ordinal)) continue;
                var seen = await matrix.AskAsync(door.IsAtTheAccessPoint ? consortium : who, door, token);
                Quiet(door, seen, Casts.Contains(door.Pattern) || (isMaria && Areas.Contains(door.Pattern)) ? [] : words);
                if (!door.Pattern.Contains("{code}", StringComparison.Ordinal)) Quiet(door, seen, [planted.CodeOf("certificate")]);
                continue;
            }
            var answer = await matrix.AskAsync(who, door, token, new(matrix.FieldsOf(door).Concat(door.IsPost ? Extras.For(door, extras) : [])));
            refusal(answer, $"{door} at {slug}");
            Quiet(door, answer, [.. words, planted.CodeOf("certificate")]);
            if (answer.Status != HttpStatusCode.Redirect) InWords(door, answer);
        }
    }

    private static void Quiet(Door door, Answer answer, IEnumerable<string> words)
    {
        ((int)answer.Status).ShouldBeLessThan(500, $"{door}: {answer.Text}");
        foreach (var word in words) answer.Text.ShouldNotContain(word, Case.Insensitive, $"{door} tells «{word}»");
    }

    /// <summary>Says what happened to a person, in their language.</summary>
    private static void InWords(Door door, Answer answer)
    {
        if (!door.IsPage) return;
        answer.Page.DocumentElement.GetAttribute("lang").ShouldBe(door.IsEnglish ? "en" : "it", $"{door}");
        answer.Heading.Length.ShouldBeGreaterThan(10, $"{door}: {answer.Text}");
        answer.Heading.ShouldBe((answer.Status, door.IsEnglish) switch
        {
            (HttpStatusCode.Forbidden, true) => "You are not allowed to open this page",
            (HttpStatusCode.Forbidden, false) => "Non hai il permesso di aprire questa pagina",
            (HttpStatusCode.NotFound, true) => "This page does not exist",
            (HttpStatusCode.NotFound, false) => "Questa pagina non esiste",
            _ => answer.Heading,
        }, $"{door}");
    }
}

public sealed class MatrixOnSqlite(SqliteTown town) : MatrixTests(town), IClassFixture<SqliteTown>;

public sealed class MatrixOnPostgres(PostgresTown town) : MatrixTests(town), IClassFixture<PostgresTown>;
