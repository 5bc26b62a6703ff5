using Microsoft.Extensions.Hosting;

namespace Crm.Platform.Files.Pdf;

/// <summary>Noto Sans SC, read once; scripts/assets.mjs brings it. It draws Latin and Chinese alike.</summary>
internal sealed class PdfFonts(IHostEnvironment environment)
{
    readonly Lazy<(TrueTypeFont Regular, TrueTypeFont Bold)> fonts = new(() => (Read(environment, "Regular"), Read(environment, "Bold")));

    public TrueTypeFont Regular => fonts.Value.Regular;

    public TrueTypeFont Bold => fonts.Value.Bold;

    static TrueTypeFont Read(IHostEnvironment environment, string weight)
    {
        var name = Path.Combine("fonts", $"NotoSansSC-{weight}.ttf");
        var path = new[] { AppContext.BaseDirectory, environment.ContentRootPath }.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{name} is missing, without which no PDF can be written: run node scripts/assets.mjs and build again.", name);
        return new TrueTypeFont(File.ReadAllBytes(path));
    }
}
