using System.Net;
using System.Reflection;
using Liburia.TestKit;
using Microsoft.AspNetCore.Mvc;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>Choices that pages take as enums: by name, one of those that are there, or not at all.</summary>
public abstract class ChoicesTests(Town town)
{
    private static (string Name, Type Type)? ChoiceOf((string Name, Type Type) input) =>
        (Nullable.GetUnderlyingType(input.Type) ?? input.Type) is { IsEnum: true } type ? (input.Name, type) : null;

    /// <summary>What pages also take from their address.</summary>
    private static readonly HashSet<string> Asked =
        [.. from module in Liburia.Web.Modules.All
            from type in module.Assembly.GetTypes()
            from property in type.GetProperties()
            let bound = property.GetCustomAttribute<BindPropertyAttribute>()
            where bound is { SupportsGet: true }
            select bound.Name ?? property.Name];

    [Fact]
    public async Task Choice_ThatNobodyDefined_IsRefusedInWords_BesideItsField_AtEveryDoor()
    {
        using var matrix = await Matrix.OfAsync(town);
        var before = await Rows.OfAsync(town);
        var tried = new HashSet<string>();
        foreach (var door in (await matrix.DoorsAsync()).Where(door => door.IsPage))
            foreach (var (name, type) in door.Inputs.Select(ChoiceOf).OfType<(string, Type)>())
            {
                // Where several handlers of a page share a field, the one whose form has it.
                if (!door.IsPost && !Asked.Contains(name)) continue;
                if (door.Handler is not null && name == "State" && door.Handler != "Decide") continue;
                var (owner, names) = (await matrix.OwnerOfAsync(door), Enum.GetNames(type));
                // Some pages are shown before they take anything.
                if (door.IsPost && door.Pattern.Contains("residenti/", StringComparison.Ordinal)) await owner.OpenPersonAsync(matrix.Planted["resident"]);
                else if (door.IsPost) await owner.GetAsync(matrix.PathOf(door with { Handler = null }), follow: false);
                foreach (var wrong in (string[])["99", "-1", "0", "1", $"{names[0]},{names[1]}", names[0].ToLowerInvariant(), "Nessuno", new string('9', 400)])
                {
                    var token = door.IsPost ? await Matrix.TokenAsync(owner, door) : null;
                    var answer = await matrix.AskAsync(owner, door, token, new(matrix.FieldsOf(door)) { [name] = wrong });
                    answer.Status.ShouldBe(HttpStatusCode.BadRequest, $"{door}, {name}={wrong}: {answer.Text}");
                    answer.ErrorOf(name).ShouldMatch("non è fra le scelte|^Scegli ", $"{door}, {name}={wrong}");
                    if (answer.Page.QuerySelector($"form[method=post] [name='{name}']") is not null)
                        answer.Page.QuerySelector($"[id='{name}-error'],[id$='-{name}-error']").ShouldNotBeNull($"{door}, {name}={wrong}");
                }
                tried.Add($"{door.Pattern} {name}");
            }
        (await Rows.OfAsync(town)).ChangedSince(before, Matrix.OfLooking).ShouldBeEmpty();
        foreach (var known in (string[])["desk/protocollo/nuovo Direction", "desk/protocollo verso", "desk/pratiche/{id:guid}/decidi State",
            "desk/pratiche/{id:guid}/parere Verdict", "desk/sportello Identification"]) tried.ShouldContain(known);
    }

    /// <summary>A page that reads a choice by itself would take numbers again.</summary>
    [Fact]
    public void Pages_LeaveTheReadingOfChoices_ToTheBinder()
    {
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cshtml*", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Where(file =>
                File.ReadAllText(file) is var text
                    && (text.Contains("Enum.TryParse", StringComparison.Ordinal) || text.Contains("Enum.Parse", StringComparison.Ordinal)))
            .Select(Path.GetFileName).ShouldBeEmpty();
    }
}

public sealed class ChoicesOnSqlite(SqliteTown town) : ChoicesTests(town), IClassFixture<SqliteTown>;

public sealed class ChoicesOnPostgres(PostgresTown town) : ChoicesTests(town), IClassFixture<PostgresTown>;
