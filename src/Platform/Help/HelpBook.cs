namespace Liburia.Platform.Help;

public enum HelpKind { Text, Heading, List, Steps }

/// <param name="Lines">Of a list or of steps, one each; of the others, one.</param>
public sealed record HelpBlock(HelpKind Kind, IReadOnlyList<string> Lines);

/// <summary>What a page of the desk is for and how one works on it.</summary>
/// <param name="Route">The address the page states, without its first slash: <c>desk/residenti/{id:guid}</c>.</param>
public sealed record HelpPage(string Route, string Title, IReadOnlyList<HelpBlock> Blocks);

/// <summary>
/// The help of every desk page that has one: <c>Help/*.md</c> of the modules. First line the page's address, then <c># title</c>, then paragraphs, <c>##
/// headings</c>,
/// <c>- lists</c> and <c>1. steps</c>, with an empty line between one and the next. It is plain text: it can bring no markup into the page.
/// </summary>
public sealed class HelpBook
{
    private readonly Dictionary<string, HelpPage> pages;

    /// <exception cref="InvalidOperationException">A file has no address or no title, or two are of one page.</exception>
    public HelpBook(IReadOnlyList<IModule> modules)
    {
        var read = ModuleFiles.Of(modules, "md").Where(file => file.Name.Contains(".Help.", StringComparison.Ordinal))
            .Select(file => Read(file.ReadText(), file.Name)).ToList();
        if (read.GroupBy(page => page.Route).FirstOrDefault(same =>
            same.Count() > 1) is { } twice) throw new InvalidOperationException($"Two helps are of /{twice.Key}.");
        pages = read.ToDictionary(page => page.Route);
    }

    public IEnumerable<HelpPage> All => pages.Values;

    public HelpPage? For(string? route) => route is null ? null : pages.GetValueOrDefault(route);

    internal static HelpPage Read(string text, string name)
    {
        var parts = text.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts is not [var head, .. var rest] || head.Split('\n') is not [var address, var title] || !address.StartsWith("/desk", StringComparison.Ordinal)
            || !title.StartsWith("# ", StringComparison.Ordinal))
            throw new InvalidOperationException($"{name}: the first line is the address of a desk page, the second is «# title».");
        return new HelpPage(address.TrimStart('/'), title[2..], [.. rest.Select(Block)]);
    }

    private static HelpBlock Block(string part)
    {
        if (part.StartsWith("## ", StringComparison.Ordinal)) return new(HelpKind.Heading, [part[3..]]);
        var lines = part.Split('\n');
        if (lines.All(line => line.StartsWith("- ", StringComparison.Ordinal))) return new(HelpKind.List, [.. lines.Select(line => line[2..])]);
        if (lines.All(line => char.IsAsciiDigit(line[0]) && line.Contains(". ", StringComparison.Ordinal))) return new(HelpKind.Steps,
            [.. lines.Select(line => line[(line.IndexOf(". ", StringComparison.Ordinal) + 2)..])]);
        return new(HelpKind.Text, [string.Join(' ', lines)]);
    }
}
