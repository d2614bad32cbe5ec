using System.Net;
using Liburia.Platform.Database;
using Liburia.Platform.Organization;
using Liburia.TestKit;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>What was typed when the session ended is its author's, on the browser all use: a colleague of the same office, with the same rights at the same page, does not see it.</summary>
public abstract class HeldFormTests(Town town)
{
    private const string Typed = "Parole scritte da una persona sola, mai mandate.";

    /// <summary>Pages of the desk where somebody writes, and the author among those who may.</summary>
    public static TheoryData<string, string, string, string> Pages() => new()
    {
        { "gino", "case/scrivi", "form[action='?handler=Message']", "Text" },
        { "gino", "case/annota", "form[action='?handler=Note']", "Text" },
        { "gino", "case/chiedi-parere", "form[action='?handler=Opinion']", "Question" },
        { "gino", "case/preavviso", "form[action='?handler=Notice']", "Reasons" },
        { "gino", "case/decidi", "form[action='?handler=Decide']", "Reasons" },
        { "bruno", "/desk/protocollo/nuovo", "main form[method=post]", "Subject" },
        { "anna", "resident", "main form[method=post]", "Flat" },
        { "elsa", "office", "main form[method=post]", "Purpose" },
        { "elsa", "/desk/personale", "main form[method=post]", "FullName" },
    };

    [Theory, MemberData(nameof(Pages))]
    public async Task WhatWasTyped_IsNotShownToAColleagueOfTheSameOffice_AndIsToItsAuthor(string author, string page, string form, string field)
    {
        town.Require();
        var colleague = await ColleagueOfAsync(author);
        var path = await PathOfAsync(page);
        using var desk = await town.AsStaffAsync(author);
        var before = (await ShowAsync(desk, path)).ShouldBe(HttpStatusCode.OK);
        if (before.Page.QuerySelector($"{form} [name='{field}']") is null) field = before.Page.QuerySelectorAll($"{form} textarea, {form} input[type=text], {form} input:not([type])").Select(input => input.GetAttribute("name")).First(name => name is { Length: > 0 })!;
        town.Clock.Move(TimeSpan.FromMinutes(31));
        (await desk.SubmitAsync(new() { [field] = Typed }, form)).Main.ShouldContain("non è stato inviato, ma non è perso");

        (await EnterAsync(desk, colleague)).ShouldBe(HttpStatusCode.OK);
        var shown = (await ShowAsync(desk, path)).ShouldBe(HttpStatusCode.OK);
        shown.Page.QuerySelector($"{form} [name='{field}']").ShouldNotBeNull("the colleague writes at the same form");
        shown.Text.ShouldNotContain(Typed);
        shown.Main.ShouldNotContain("Non è ancora inviato");
        // Nor by what the colleague sends wrongly there.
        (await desk.SubmitAsync(new() { [field] = "" }, form)).Text.ShouldNotContain(Typed);

        await LeaveAsync(desk);
        await EnterAsync(desk, author);
        var back = await ShowAsync(desk, path);
        back.Text.ShouldContain(Typed);
        back.Main.ShouldContain("Non è ancora inviato");
    }

    /// <summary>A page of a person asks each colleague why.</summary>
    private static Task<Answer> ShowAsync(Browser desk, string path) =>
        path.Split('/') is [_, _, "residenti", var id, var page] ? desk.OpenPersonAsync(Guid.Parse(id), page) : desk.GetAsync(path);

    private static async Task<Answer> EnterAsync(Browser desk, string user)
    {
        if (!desk.Current.StartsWith("/desk/accedi", StringComparison.Ordinal)) await desk.GetAsync("/desk/accedi");
        return await desk.SubmitAsync(new() { ["UserName"] = user });
    }

    private static async Task LeaveAsync(Browser desk)
    {
        var token = (await desk.GetAsync("/desk/il-mio-accesso")).Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await desk.PostAsync("/esci", new() { ["__RequestVerificationToken"] = token });
    }

    private async Task<string> PathOfAsync(string page)
    {
        if (page.StartsWith('/')) return page;
        var planted = await Planted.InAsync(town);
        if (page.StartsWith("case/", StringComparison.Ordinal)) return $"/desk/pratiche/{planted["case"]:n}{page["case".Length..]}";
        return page switch { "resident" => $"/desk/residenti/{planted["resident"]:n}/indirizzo", _ => $"/desk/uffici?ufficio={planted["office"]}" };
    }

    /// <summary>Somebody with the author's positions, and no other.</summary>
    private Task<string> ColleagueOfAsync(string author) => town.ReadAsync("cesa", async db =>
    {
        var user = author + ".collega";
        if (await db.Set<StaffMember>().AnyAsync(s => s.UserName == user)) return user;
        var who = await db.Set<StaffMember>().AsNoTracking().FirstAsync(s => s.UserName == author);
        var twin = new StaffMember { Id = Guid.CreateVersion7(), UserName = user, FullName = "Collega Stesso-Ufficio" };
        db.Add(twin);
        foreach (var position in await db.Set<Position>().AsNoTracking().Where(p => p.StaffId == who.Id && p.ValidTo == null).ToListAsync())
            db.Add(new Position { Id = Guid.CreateVersion7(), StaffId = twin.Id, OfficeId = position.OfficeId, Role = position.Role, Title = position.Title, ValidFrom = position.ValidFrom });
        await db.SaveChangesAsync();
        return user;
    });
}

public sealed class HeldFormOnSqlite(SqliteTown town) : HeldFormTests(town), IClassFixture<SqliteTown>;

public sealed class HeldFormOnPostgres(PostgresTown town) : HeldFormTests(town), IClassFixture<PostgresTown>;
