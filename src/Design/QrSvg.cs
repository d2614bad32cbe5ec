using System.Text;
using Microsoft.AspNetCore.Html;
using QRCoder;

namespace Liburia.Design;

/// <summary>A QR code as inline SVG: one path, no reference, sharp at every size.</summary>
public static class QrSvg
{
    /// <param name="side">Of the square, in CSS pixels.</param>
    public static IHtmlContent Of(string text, int side = 120)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var size = data.ModuleMatrix.Count;
        var path = new StringBuilder();
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
                if (data.ModuleMatrix[y][x]) path.Append('M').Append(x).Append(' ').Append(y).Append("h1v1h-1z");
        var html = new HtmlContentBuilder();
        html.AppendHtml($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" width=\"{side}\" height=\"{side}\" role=\"img\" aria-label=\"QR\"><path d=\"{path}\" fill=\"#000\"/></svg>");
        return html;
    }
}
