using System.Net;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>What may be sent to the doors of the running application by those who do have business there, and what may not.</summary>
[Slow("Every form of every door, with a thousand fields too many, without its token, and asked in ways it does not have.")]
public abstract class FormsTests(Town town)
{
    /// <summary>Acts after which there is less to act on: tried last.</summary>
    private static readonly string[] Ending = ["Withdraw", "Decide", "Annul", "Discard", "Remove", "Forget", "Silence", "Certify", "Notice"];
    /// <summary>Signed messages that come by another site's form, and the page that explains a failure.</summary>
    private static readonly string[] WithoutToken = ["spid/acs", "en/spid/acs", "spid/slo", "en/spid/slo", "simulatore/accesso", "en/simulatore/accesso", "simulatore/esci", "en/simulatore/esci", "errore/{code:int}", "en/errore/{code:int}"];

    [Fact]
    public async Task S11_FieldsThatNobodyAskedFor_ChangeNothing_AndIdsOfAnotherComune_AreNotTaken()
    {
        using var matrix = await Matrix.OfAsync(town);
        var (planted, extras, done) = (matrix.Planted, await Extras.OfAsync(town), new HashSet<string>());
        var doors = (await matrix.DoorsAsync()).Where(door => door is { IsPost: true, IsPage: true } && door.Pattern is not "esci" and not "en/esci").OrderBy(door => Ending.Contains(door.Handler) || door.Pattern.EndsWith("riepilogo", StringComparison.Ordinal)).ToList();
        foreach (var ofAnother in (bool[])[true, false])
            foreach (var door in doors.Where(door => !ofAnother || !Ending.Contains(door.Handler)))
            {
                var owner = await matrix.OwnerOfAsync(door);
                var token = await Matrix.TokenAsync(owner, door);
                var fields = new Dictionary<string, string>(matrix.FieldsOf(door, ofAnother).Concat(Extras.For(door, extras)));
                // An act that rests on a page comes from that page.
                if (fields.ContainsKey("Seen") && (await owner.GetAsync(matrix.PathOf(door with { Handler = null }))).Page.QuerySelector("input[name=Seen]")?.GetAttribute("value") is { } seen)
                    fields["Seen"] = seen;
                var answer = await matrix.AskAsync(owner, door, token, fields);
                ((int)answer.Status).ShouldBeLessThan(500, $"{door}: {answer.Text}");
                if (answer.Status is HttpStatusCode.Redirect) done.Add(door.ToString());
            }
        var rows = await Rows.OfAsync(town);
        foreach (var word in (string[])[Extras.Text, Extras.Number, Extras.Day, Extras.Id.ToString(), $"{Extras.Id:n}", planted["officer elsewhere"].ToString(), $"{planted["officer elsewhere"]:n}"])
            rows.With(word, besides: "platform_audit_details").ShouldBeEmpty(word);
        // Forms with a thousand fields too many do go through: it is not that everything was refused.
        foreach (var through in (string[])["/area-personale/pratiche/{id:guid}?handler=Message", "/area-personale/pratiche/{id:guid}?handler=Supplement", "/desk/pratiche/{id:guid}/decidi?handler=Decide", "/servizi/{slug}/domanda", "/servizi/{slug}/domanda/{draft:guid}/riepilogo",
            "/desk/pratiche/{id:guid}/scrivi?handler=Message", "/desk/pratiche?handler=Assign", "/desk/protocollo/nuovo", "/desk/protocollo/{id:guid}",
                "/desk/procedimenti/{slug}", "/desk/console", "/desk/primo-accesso/{code}"])
            done.ShouldContain($"POST {through}");
    }

    [Fact]
    public async Task S27_EveryForm_WithoutItsToken_IsRefused_AndChangesNothing()
    {
        using var matrix = await Matrix.OfAsync(town);
        var before = await Rows.OfAsync(town);
        foreach (var door in (await matrix.DoorsAsync()).Where(door => door is { IsPost: true, IsPage: true } && !WithoutToken.Contains(door.Pattern)))
        {
            var owner = await matrix.OwnerOfAsync(door);
            (await matrix.AskAsync(owner, door, token: null)).Status.ShouldBe(HttpStatusCode.BadRequest, $"{door}");
            using var forger = town.Browser();
            (await matrix.AskAsync(owner, door, await Matrix.TokenAsync(forger, "/verifica"))).Status.ShouldBe(HttpStatusCode.BadRequest, $"{door} with another browser's token");
        }
        (await Rows.OfAsync(town)).ChangedSince(before, Matrix.OfLooking).ShouldBeEmpty();
    }

    [Fact]
    public async Task S27_Looking_ChangesNothing()
    {
        using var matrix = await Matrix.OfAsync(town);
        var before = await Rows.OfAsync(town);
        foreach (var door in (await matrix.DoorsAsync()).Where(door => !door.IsPost))
        {
            var owner = await matrix.OwnerOfAsync(door);
            var answer = await matrix.AskAsync(owner, door, token: null);
            ((int)answer.Status).ShouldBeLessThan(500, $"{door}: {answer.Text}");
        }
        (await Rows.OfAsync(town)).ChangedSince(before, Matrix.OfLooking).ShouldBeEmpty();
    }

    [Fact]
    public async Task WaysOfAsking_ThatADoorDoesNotHave_AreRefusedInWords()
    {
        using var matrix = await Matrix.OfAsync(town);
        var before = await Rows.OfAsync(town);
        var doors = await matrix.DoorsAsync();
        foreach (var door in doors.Where(door => door.IsPage).DistinctBy(door => door.Pattern))
        {
            var owner = await matrix.OwnerOfAsync(door);
            var path = matrix.PathOf(door with { Handler = null });
            var fields = new Dictionary<string, string> { ["__RequestVerificationToken"] = await Matrix.TokenAsync(owner, door) };
            foreach (var (method, asked) in ((HttpMethod, string)[])[(HttpMethod.Put, path), (HttpMethod.Patch, path), (HttpMethod.Delete, path), (HttpMethod.Get, path + "?handler=Nessuno"), (HttpMethod.Post, path + "?handler=Nessuno")])
            {
                // A handler that is not there is the page's own, where it has one.
                if (doors.Any(own => own.Pattern == door.Pattern && own.Method == method.Method && own.Handler is null)) continue;
                var answer = await owner.AskAsync(method, asked, fields);
                ((int)answer.Status is 400 or 404 or 405).ShouldBeTrue($"{method} {asked}: {answer.Status} {answer.Text}");
                answer.Heading.Length.ShouldBeGreaterThan(10, $"{method} {asked}: {answer.Text}");
            }
        }
        (await Rows.OfAsync(town)).ChangedSince(before, Matrix.OfLooking).ShouldBeEmpty();
    }
}

public sealed class FormsOnSqlite(SqliteTown town) : FormsTests(town), IClassFixture<SqliteTown>;

public sealed class FormsOnPostgres(PostgresTown town) : FormsTests(town), IClassFixture<PostgresTown>;
