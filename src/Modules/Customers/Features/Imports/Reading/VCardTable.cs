using System.Text;
using Crm.Platform.Files.Tables;

namespace Crm.Customers.Features.Imports.Reading;

/// <summary>
/// Address cards (.vcf), versions 2.1, 3.0 and 4.0, as a table with fixed headings that the mapping knows. In 2.1 each
/// property may have an encoding (quoted-printable, base64) and a character set of its own, so lines are read as bytes
/// and turned into text one by one.
/// </summary>
internal static class VCardTable
{
    /// <summary>The file as a table if it holds address cards.</summary>
    public static TableFile? Try(Stream stream, string encoding, int mark, ImportLimits limits) => Is(stream, encoding, mark) ? Open(stream, encoding, mark, limits) : null;

    static readonly string[] Places = ["Business ", "Home ", "Other "];

    /// <summary>Called as Outlook calls them.</summary>
    static readonly string[] Parts = ["Street", "City", "State", "Postal Code", "Country/Region"];

    static readonly string[] Headings =
    [
        "Name", "Family Name", "Given Name", "Middle Name", "Company", "Job Title", "Mobile Phone", "Business Phone", "Home Phone", "Other Phone",
        "E-mail", "Business E-mail", "Home E-mail", "Birthday", "Notes", "Categories", "Kind",
        .. Places.SelectMany(place => Parts.Select(part => place + part)), .. Places.Select(place => place + "Address"),
    ];

    /// <summary>Pictures, sounds and keys are longer than any table would bear, and nobody asked for them.</summary>
    static readonly HashSet<string> Skipped = ["PHOTO", "LOGO", "SOUND", "KEY", "AGENT"];

    public static bool Is(Stream stream, string encoding, int mark)
    {
        stream.Position = mark;
        var head = new byte[256];
        var text = encoding.StartsWith("UTF-16", StringComparison.Ordinal)
            ? new UnicodeEncoding(encoding == "UTF-16 BE", false, false).GetString(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)))
            : Encoding.Latin1.GetString(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
        return text.TrimStart().StartsWith("BEGIN:VCARD", StringComparison.OrdinalIgnoreCase);
    }

    public static TableFile Open(Stream stream, string encoding, int mark, ImportLimits limits)
    {
        stream.Position = mark;
        var wide = encoding.StartsWith("UTF-16", StringComparison.Ordinal);
        var text = wide ? TextEncoding.Of(encoding) : TextEncoding.Of("UTF-8");
        var reader = new StreamReader(stream, wide ? text : Encoding.Latin1, detectEncodingFromByteOrderMarks: false, bufferSize: 65536, leaveOpen: true);
        return TableFile.Of($"{encoding} · vCard", Cards(reader, wide ? null : encoding, limits), limits);
    }

    static IEnumerable<(int, IReadOnlyList<string>)> Cards(StreamReader reader, string? encoding, ImportLimits limits)
    {
        yield return (1, Headings);
        Card? card = null;
        var (number, depth) = (1, 0);
        foreach (var property in Properties(reader, encoding, limits))
        {
            var value = property.Value.Trim();
            switch (property.Name)
            {
                case "BEGIN" when value.Equals("VCARD", StringComparison.OrdinalIgnoreCase):
                    if (depth++ == 0) card = new Card();
                    break;
                case "END" when value.Equals("VCARD", StringComparison.OrdinalIgnoreCase):
                    if (--depth > 0 || card is null) break;
                    depth = 0;
                    yield return (++number, card.ToRow());
                    card = null;
                    break;
                // A card within a card is somebody's assistant.
                default:
                    if (depth == 1) card!.Take(property);
                    break;
            }
        }
        if (card is not null) throw TableFile.Bad("card", number + 1);
    }

    /// <summary>A line of a card: group, name, parameters, and the value as text with its escapes still in it.</summary>
    sealed record Property(string Group, string Name, ILookup<string, string> Parameters, string Value)
    {
        public bool Is(string type) => Parameters["TYPE"].Any(t => t.Equals(type, StringComparison.OrdinalIgnoreCase));

        /// <summary>Parts between semicolons, unescaped.</summary>
        public List<string> Parts(char separator = ';')
        {
            var parts = new List<string>();
            var part = new StringBuilder();
            for (var i = 0; i < Value.Length; i++)
            {
                if (Value[i] == '\\' && i + 1 < Value.Length) part.Append(Value[++i] is 'n' or 'N' ? '\n' : Value[i]);
                else if (Value[i] == separator)
                {
                    parts.Add(part.ToString().Trim());
                    part.Clear();
                }
                else part.Append(Value[i]);
            }
            parts.Add(part.ToString().Trim());
            return parts;
        }

        public string Text => Parts('\0')[0];
    }

    static IEnumerable<Property> Properties(StreamReader reader, string? encoding, ImportLimits limits)
    {
        foreach (var line in Unfolded(reader, limits))
        {
            var colon = Colon(line);
            if (colon <= 0) continue;
            var head = line[..colon].Split(';');
            var dot = head[0].LastIndexOf('.');
            var (group, name) = (dot < 0 ? "" : head[0][..dot], head[0][(dot + 1)..].Trim().ToUpperInvariant());
            if (Skipped.Contains(name)) continue;
            // 2.1 names types without "TYPE=", and encodings without "ENCODING=".
            var parameters = head.Skip(1).Select(p => p.Split('=', 2)).SelectMany(p => p.Length == 2
                    ? p[1].Trim('"').Split(',').Select(v => (Key: p[0].Trim().ToUpperInvariant(), Value: v.Trim().Trim('"')))
                    : [(Key: p[0].Trim().ToUpperInvariant() is "QUOTED-PRINTABLE" or "BASE64" or "8BIT" or "7BIT" ? "ENCODING" : "TYPE", Value: p[0].Trim())])
                .ToLookup(p => p.Key, p => p.Value);
            yield return new(group, name, parameters, Decode(line[(colon + 1)..], parameters, encoding));
        }
    }

    /// <summary>The colon that ends the parameters; one within quotes does not.</summary>
    static int Colon(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"') quoted = !quoted;
            else if (line[i] == ':' && !quoted) return i;
        }
        return -1;
    }

    static string Decode(string value, ILookup<string, string> parameters, string? encoding)
    {
        var transfer = parameters["ENCODING"].FirstOrDefault()?.ToUpperInvariant();
        if (transfer is "B" or "BASE64") return "";
        if (encoding is null && transfer != "QUOTED-PRINTABLE") return value; // UTF-16: text already
        var bytes = transfer == "QUOTED-PRINTABLE" ? Unquoted(value) : Encoding.Latin1.GetBytes(value);
        return (Set(parameters["CHARSET"].FirstOrDefault()) ?? TextEncoding.Of(encoding ?? "UTF-8")).GetString(bytes);
    }

    static Encoding? Set(string? name)
    {
        if (string.IsNullOrEmpty(name)) return null;
        try { return name.StartsWith("GB", StringComparison.OrdinalIgnoreCase) ? TextEncoding.Of("GB18030") : Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback); }
        catch (ArgumentException) { return null; } // a name nobody knows: as the file is
    }

    static byte[] Unquoted(string value)
    {
        var bytes = new List<byte>(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '=' && i + 2 < value.Length && char.IsAsciiHexDigit(value[i + 1]) && char.IsAsciiHexDigit(value[i + 2]))
            {
                bytes.Add(Convert.ToByte(value.Substring(i + 1, 2), 16));
                i += 2;
            }
            else if (value[i] <= 0xFF) bytes.Add((byte)value[i]);
        }
        return [.. bytes];
    }

    /// <summary>Lines with their continuations: a space or tab in front, or, in quoted-printable, an equals sign at the end.</summary>
    static IEnumerable<string> Unfolded(StreamReader reader, ImportLimits limits)
    {
        var current = new StringBuilder();
        bool soft = false, skip = false;
        foreach (var line in Lines(reader, limits))
        {
            if (soft)
            {
                current.Append(line.EndsWith('=') ? line.AsSpan(0, line.Length - 1) : line);
                soft = line.EndsWith('=');
            }
            else if (line.Length > 0 && line[0] is ' ' or '\t')
            {
                if (!skip) current.Append(line.AsSpan(1));
            }
            else
            {
                if (current.Length > 0) yield return current.ToString();
                current.Clear();
                var colon = line.IndexOf(':', StringComparison.Ordinal);
                var head = colon < 0 ? line : line[..colon];
                var name = head.Split(';')[0];
                skip = Skipped.Contains(name[(name.LastIndexOf('.') + 1)..].ToUpperInvariant());
                soft = head.Contains("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase) && line.EndsWith('=');
                if (!skip) current.Append(soft ? line.AsSpan(0, line.Length - 1) : line);
                if (skip) soft = false;
            }
            if (current.Length > limits.MaxRowKb * 1024L) throw TableFile.Bad("card", 1);
        }
        if (current.Length > 0) yield return current.ToString();
    }

    static IEnumerable<string> Lines(StreamReader reader, ImportLimits limits)
    {
        var line = new StringBuilder();
        var buffer = new char[16 * 1024];
        var most = limits.MaxRowKb * 1024L * 8; // a picture on one line
        for (int n; (n = reader.Read(buffer)) > 0;)
            for (var i = 0; i < n; i++)
            {
                if (buffer[i] == '\n')
                {
                    yield return line.ToString().TrimEnd('\r');
                    line.Clear();
                }
                else if (line.Length >= most) throw TableFile.Bad("card", 1);
                else line.Append(buffer[i]);
            }
        if (line.Length > 0) yield return line.ToString().TrimEnd('\r');
    }

    sealed class Card
    {
        readonly Dictionary<string, List<string>> cells = Headings.ToDictionary(h => h, _ => new List<string>());
        readonly List<(Property Property, string Heading)> grouped = [];
        readonly Dictionary<string, string> labels = [];

        public void Take(Property p)
        {
            switch (p.Name)
            {
                case "FN": Add("Name", p.Text); break;
                case "N":
                    var name = p.Parts();
                    foreach (var (heading, at) in new[] { ("Family Name", 0), ("Given Name", 1), ("Middle Name", 2) })
                        if (name.Count > at) Add(heading, name[at]);
                    break;
                case "ORG": Add("Company", p.Parts()[0]); break;
                case "TITLE": Add("Job Title", p.Text); break;
                case "ROLE" when cells["Job Title"].Count == 0: Add("Job Title", p.Text); break;
                case "TEL": if (!p.Is("FAX") && !p.Is("PAGER")) grouped.Add((p, "Phone")); break;
                case "EMAIL": grouped.Add((p, "E-mail")); break;
                case "ADR": grouped.Add((p, "Address")); break;
                case "BDAY": Add("Birthday", Day(p.Text)); break;
                case "NOTE": Add("Notes", p.Text); break;
                case "CATEGORIES": foreach (var tag in p.Parts(',')) Add("Categories", tag); break;
                case "KIND": if (p.Text.Equals("org", StringComparison.OrdinalIgnoreCase)) Add("Kind", "Organisation"); break;
                case "X-ABSHOWAS": if (p.Text.Equals("COMPANY", StringComparison.OrdinalIgnoreCase)) Add("Kind", "Organisation"); break;
                case "X-ABLABEL": labels[p.Group] = p.Text; break;
            }
        }

        public string[] ToRow()
        {
            foreach (var (p, what) in grouped)
            {
                var label = p.Group.Length > 0 ? labels.GetValueOrDefault(p.Group, "") : "";
                bool Is(string type) => p.Is(type) || label.Contains(type, StringComparison.OrdinalIgnoreCase);
                var place = Is("WORK") ? "Business " : Is("HOME") ? "Home " : what == "E-mail" ? "" : "Other ";
                if (what == "Address")
                {
                    Add(place, Address(p.Parts()));
                    continue;
                }
                var value = p.Text;
                if (value.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) || value.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)) value = value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..];
                Add(what == "Phone" && (Is("CELL") || Is("MOBILE") || Is("IPHONE")) ? "Mobile Phone" : place + what, value.Replace('\n', ' '));
            }
            // The whole name says it better than its parts, which often stand in the wrong order; the parts help when it is missing.
            if (cells["Name"].Count > 0) foreach (var part in new[] { "Family Name", "Given Name", "Middle Name" }) cells[part].Clear();
            return [.. Headings.Select(h => string.Join('\n', cells[h]))];
        }

        /// <summary>Box, extension, street, city, region, code and country, in the order of <see cref="Parts"/>.</summary>
        static string[] Address(List<string> parts)
        {
            string At(int i) => i < parts.Count ? parts[i].Trim() : "";
            return [string.Join('\n', new[] { At(2), At(1), At(0) }.Where(l => l.Length > 0)), At(3), At(4), At(5), At(6)];
        }

        /// <summary>The first address of a place has columns for its parts; a second one is said in one line.</summary>
        void Add(string place, string[] address)
        {
            if (Parts.All(part => cells[place + part].Count == 0)) for (var i = 0; i < Parts.Length; i++) Add(place + Parts[i], address[i]);
            else if (Domain.PostalAddress.Of(Domain.Countries.Find(address[4]), address[2], address[1], null, address[0], address[3]) is { } second) Add(place + "Address", second.Line());
        }

        /// <summary>19850412 and 1985-04-12T00:00:00Z are days; --0412 lacks the year.</summary>
        static string Day(string text)
        {
            if (text.StartsWith("--", StringComparison.Ordinal)) return "";
            var time = text.IndexOf('T', StringComparison.Ordinal);
            return time >= 8 ? text[..time] : text;
        }

        void Add(string heading, string value)
        {
            if (!string.IsNullOrWhiteSpace(value)) cells[heading].Add(value.Trim());
        }
    }
}
