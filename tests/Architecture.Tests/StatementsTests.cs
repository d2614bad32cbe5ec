using System.Text.RegularExpressions;
using Liburia.Platform;
using Liburia.TestKit;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>docs/security.md says of each of the 98 statements where it is met: what it names is there, and what proves a statement stands in its row.</summary>
public sealed partial class StatementsTests
{
    private static readonly string[] States = ["met", "held", "partly", "owed", "none"];
    private static readonly string Root = Repository.Root;

    private sealed record Statement(int Number, string State, string Where);

    private static List<string> Files(string under) => [.. Directory.EnumerateFiles(Path.Combine(Root, under), "*", SearchOption.AllDirectories).Where(file => !Regex.IsMatch(file[Root.Length..], @"[\\/](bin|obj|node_modules|data)[\\/]"))];

    [Fact]
    public void Statements_AreAllThere_AndWhatTheyNameIsThereToo()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(Root, "docs", "security.md")))
            .Select(row => new Statement(int.Parse(row.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), row.Groups[3].Value,
            row.Groups[4].Value)).ToList();
        rows.Select(row => row.Number).ShouldBe(Enumerable.Range(1, 98));
        // A module says of its own part in rows of its security.md, which joins the product's.
        var ofModules = ModuleFiles.Of(Liburia.Web.Modules.All, "security.md").SelectMany(file => Row().Matches(file.ReadText()))
            .ToLookup(row => int.Parse(row.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), row => row.Groups[4].Value);
        rows = [.. rows.Select(row => row with { Where = string.Join(' ', ofModules[row.Number].Prepend(row.Where)) })];
        var tests = Files("tests").Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => Test().Matches(File.ReadAllText(file)).Select(test => $"{Path.GetFileNameWithoutExtension(file)}.{test.Groups[1].Value}")).ToHashSet();
        var names = Files("src").Concat(Files("deploy")).Select(Path.GetFileName).Append(".editorconfig").Append("Directory.Build.props").ToHashSet();
        foreach (var (number, state, where) in rows)
        {
            States.ShouldContain(state, $"S{number}");
            var named = Quoted().Matches(where).Select(word => word.Groups[1].Value).ToList();
            var proofs = named.Where(word => ProofName().IsMatch(word)).ToList();
            proofs.Where(proof => !tests.Contains(proof)).ShouldBeEmpty($"S{number} names a test that is not there");
            named.Where(word => FileName().IsMatch(word) && !names.Contains(word)).ShouldBeEmpty($"S{number} names a file that is not there");
            if (state == "met") proofs.ShouldNotBeEmpty($"S{number} is met, and no test says so");
            if (state is "partly" or "owed") where.ShouldMatch("owed|has not been run|different|instead|made in memory|read by every office|warnings", $"S{number} does not say what is missing");
        }
        foreach (var test in tests)
            foreach (var number in Numbers().Matches(test.Split('.')[1]).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)))
                rows[number - 1].Where.ShouldContain($"`{test}`", customMessage: $"the row of S{number} does not name it");
    }

    [GeneratedRegex(@"^\| (\d+) \| ([^|]+) \| (\w+) \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"public (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex Test();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\w+Tests\.\w+$")]
    private static partial Regex ProofName();

    [GeneratedRegex(@"^\.?[\w.]+\.(cs|py|conf|props|editorconfig)$|^\.editorconfig$")]
    private static partial Regex FileName();

    [GeneratedRegex(@"(?<![A-Za-z0-9])S(\d{1,2})(?=_)")]
    private static partial Regex Numbers();
}
