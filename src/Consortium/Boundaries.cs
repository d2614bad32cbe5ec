using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc.Rendering;

namespace Liburia.Consortium;

/// <summary>The boundary of a Comune as a path of an SVG map of the consortium.</summary>
internal sealed record BoundaryShape(string Istat, string Path, double LabelX, double LabelY);

/// <summary>The consortium's map, drawn once from the boundaries shipped with the module (ISTAT, CC BY 4.0).</summary>
internal sealed class Boundaries
{
    private const double Width = 600;
    private static readonly Lazy<Boundaries> Loaded = new(() => new Boundaries());

    public static Boundaries Map => Loaded.Value;

    public string Credit { get; }
    public double Height { get; }
    public IReadOnlyList<BoundaryShape> Shapes { get; }
    public string ViewBox => string.Create(CultureInfo.InvariantCulture, $"0 0 {Width:0} {Height:0}");

    private Boundaries()
    {
        using var stream = typeof(Boundaries).Assembly.GetManifestResourceStream("Liburia.Consortium.Seed.boundaries.json")!;
        var file = JsonSerializer.Deserialize<BoundaryFile>(stream, JsonSerializerOptions.Web)!;
        Credit = file.Credit;
        var points = file.Boundaries.SelectMany(b => b.Rings).SelectMany(ring => ring).ToList();
        double west = points.Min(p => p[0]), east = points.Max(p => p[0]), south = points.Min(p => p[1]), north = points.Max(p => p[1]);
        // Metres per degree differ with latitude: without this the map would be stretched.
        var squeeze = Math.Cos((south + north) / 2 * Math.PI / 180);
        var scale = (Width - 20) / ((east - west) * squeeze);
        Height = ((north - south) * scale) + 20;
        double X(double lon) => ((lon - west) * squeeze * scale) + 10;
        double Y(double lat) => ((north - lat) * scale) + 10;
        Shapes = [.. file.Boundaries.Select(boundary =>
        {
            var path = string.Concat(boundary.Rings.Select(ring => string.Concat(ring.Select((p, i) => string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? 'M' : 'L')}{X(p[0]):0.#} {Y(p[1]):0.#}"))) + "Z"));
            var largest = boundary.Rings.MaxBy(ring => ring.Count)!;
            return new BoundaryShape(boundary.Istat, path, X((largest.Min(p => p[0]) + largest.Max(p => p[0])) / 2), Y((largest.Min(p => p[1]) + largest.Max(p => p[1])) / 2));
        })];
    }

    /// <summary>The name of a Comune in the middle of its shape. Razor takes an SVG text for a word of its own, hence the builder.</summary>
    public static TagBuilder Label(BoundaryShape shape, string name)
    {
        var label = new TagBuilder("text");
        string[] attributes = ["x", shape.LabelX.ToString("0", CultureInfo.InvariantCulture), "y", shape.LabelY.ToString("0", CultureInfo.InvariantCulture), "text-anchor", "middle", "font-size", "15",
            "font-weight", "600", "fill", "#111", "stroke", "#fff", "stroke-width", "4", "paint-order", "stroke", "pointer-events", "none", "aria-hidden", "true"];
        for (var i = 0; i < attributes.Length; i += 2) label.Attributes[attributes[i]] = attributes[i + 1];
        label.InnerHtml.Append(name);
        return label;
    }

    private sealed record BoundaryFile(string Credit, List<BoundaryRow> Boundaries);

    private sealed record BoundaryRow(string Istat, List<List<double[]>> Rings);
}
