using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Liburia.Territory.Contracts;

/// <summary>The territory of a Comune: rings of points, the first of each part is its outer edge, the others are holes.</summary>
/// <param name="Istat">ISTAT code, six digits.</param>
/// <param name="Rings">Longitude and latitude in decimal degrees, WGS 84.</param>
public sealed record Boundary(string Istat, string Name, IReadOnlyList<IReadOnlyList<(double Lon, double Lat)>> Rings)
{
    public (double West, double South, double East, double North) Box { get; } = (Rings.Min(r => r.Min(p => p.Lon)), Rings.Min(r => r.Min(p => p.Lat)), Rings.Max(r => r.Max(p => p.Lon)), Rings.Max(r => r.Max(p => p.Lat)));

    /// <summary>Whether a point is inside: a ray to the east crosses the rings an odd number of times.</summary>
    public bool Contains(double lat, double lon)
    {
        if (lon < Box.West || lon > Box.East || lat < Box.South || lat > Box.North) return false;
        var inside = false;
        foreach (var ring in Rings)
            for (int i = 0, j = ring.Count - 1; i < ring.Count; j = i++)
                if (ring[i].Lat > lat != ring[j].Lat > lat && lon < ((ring[j].Lon - ring[i].Lon) * (lat - ring[i].Lat) / (ring[j].Lat - ring[i].Lat)) + ring[i].Lon) inside = !inside;
        return inside;
    }
}

/// <summary>Boundaries of the Comuni that the installation ships (provinces of Caserta and Napoli: ISTAT, June 2023). Others have none, and do without.</summary>
public static class Boundaries
{
    private static readonly Lazy<(string Attribution, IReadOnlyList<Boundary> All)> Read = new(Load);

    /// <summary>To be shown where boundaries are drawn (CC BY 4.0).</summary>
    public static string Attribution => Read.Value.Attribution;

    public static Boundary? Of(string istat) => Read.Value.All.FirstOrDefault(b => b.Istat == istat);

    /// <summary>The Comune a point is in, where its boundary is known.</summary>
    public static Boundary? At(double lat, double lon) => Read.Value.All.FirstOrDefault(b => b.Contains(lat, lon));

    /// <summary>The others of which a part is in the box.</summary>
    public static IEnumerable<Boundary> Around(Boundary centre, (double West, double South, double East, double North) box) =>
        Read.Value.All.Where(b => b.Istat != centre.Istat && b.Box.West < box.East && b.Box.East > box.West && b.Box.South < box.North && b.Box.North > box.South);

    private static (string, IReadOnlyList<Boundary>) Load()
    {
        using var stream = typeof(Boundaries).Assembly.GetManifestResourceStream("Liburia.Territory.Boundaries.boundaries.geojson")!;
        using var json = JsonDocument.Parse(stream);
        return (json.RootElement.GetProperty("attribution").GetString()!, [.. json.RootElement.GetProperty("features").EnumerateArray().Select(feature => new Boundary(
            feature.GetProperty("properties").GetProperty("istat").GetString()!, feature.GetProperty("properties").GetProperty("name").GetString()!,
            [.. feature.GetProperty("geometry").GetProperty("coordinates").EnumerateArray().SelectMany(part => part.EnumerateArray()).Select(ring => (IReadOnlyList<(double, double)>)[.. ring.EnumerateArray().Select(p => (p[0].GetDouble(), p[1].GetDouble()))])]))]);
    }
}

/// <summary>
/// A Comune drawn in its outline with its neighbours', to point at a place. Coordinates and pixels are in proportion, so that a click is a place:
/// longitude = <see cref="West"/> + x / <see cref="PixelsPerLon"/>, latitude = <see cref="North"/> − y / <see cref="PixelsPerLat"/>.
/// </summary>
/// <param name="Path">Of the Comune, as SVG path data.</param>
/// <param name="ScaleMetres">A round length, for the scale; <paramref name="ScalePixels"/> long.</param>
public sealed record OutlineMap(string Name, int Width, int Height, double West, double North, double PixelsPerLon, double PixelsPerLat, string Path, IReadOnlyList<(string Name, string Path, int X, int Y)> Neighbours, int ScaleMetres, int ScalePixels)
{
    private const double MetresPerDegree = 111_195, Margin = 0.08;
    private const int Side = 640;
    private static readonly ConcurrentDictionary<string, OutlineMap?> Drawn = new();

    /// <summary>The map of a Comune; none where its boundary is not known.</summary>
    public static OutlineMap? Of(string istat) => Drawn.GetOrAdd(istat, _ => Boundaries.Of(istat) is { } boundary ? Draw(boundary) : null);

    private static OutlineMap Draw(Boundary own)
    {
        var narrow = Math.Cos((own.Box.South + own.Box.North) / 2 * Math.PI / 180);
        var (wide, high) = ((own.Box.East - own.Box.West) * narrow, own.Box.North - own.Box.South);
        var perLat = Side / (Math.Max(wide, high) * (1 + 2 * Margin));
        var pad = Math.Max(wide, high) * Margin;
        var perLon = perLat * narrow;
        var (west, north) = (own.Box.West - pad / narrow, own.Box.North + pad);
        var (width, height) = ((int)Math.Ceiling((own.Box.East + pad / narrow - west) * perLon), (int)Math.Ceiling((north - own.Box.South + pad) * perLat));
        string Trace(Boundary boundary)
        {
            var path = new StringBuilder();
            foreach (var ring in boundary.Rings)
            {
                path.Append('M');
                foreach (var (lon, lat) in ring) path.Append(CultureInfo.InvariantCulture, $"{(lon - west) * perLon:0.#} {(north - lat) * perLat:0.#} ");
                path.Append('Z');
            }
            return path.ToString();
        }
        var around = Boundaries.Around(own, (west, north - height / perLat, west + width / perLon, north)).Select(b =>
        {
            // The name stands in the middle of what is seen of it.
            const int Step = 24;
            var seen = (from i in Enumerable.Range(1, (width / Step) - 1) from j in Enumerable.Range(1, (height / Step) - 1) let at = (X: i * Step, Y: j * Step) where b.Contains(north - (at.Y / perLat), west + (at.X / perLon)) select at).ToList();
            var middle = seen.Count == 0 ? default : (X: seen.Average(p => p.X), Y: seen.Average(p => p.Y));
            var (x, y) = seen.Count < 6 ? (-1000, -1000) : seen.MinBy(p => Math.Pow(p.X - middle.X, 2) + Math.Pow(p.Y - middle.Y, 2));
            return (b.Name, Trace(b), Math.Clamp(x, -1000, width - 70), y);
        }).ToList();
        var metres = new[] { 5000, 2000, 1000, 500, 200 }.First(m => m / MetresPerDegree * perLat < width / 3.0);
        return new OutlineMap(own.Name, width, height, west, north, perLon, perLat, Trace(own), around, metres, (int)Math.Round(metres / MetresPerDegree * perLat));
    }
}
