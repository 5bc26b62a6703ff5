using Crm.Platform.Data;
using Crm.Platform.Files;

namespace Crm.Customers.Domain;

/// <summary>What somebody exported last time: format and columns are offered again.</summary>
internal sealed class ExportChoice : Entity
{
    ExportChoice() { }

    public ExportChoice(long staffId, ImportKind records) => (StaffId, Records) = (staffId, records);

    public long StaffId { get; private set; }
    public ImportKind Records { get; private set; }
    public ExportFormat Format { get; private set; }
    public List<string> Columns { get; private set; } = [];

    public void Take(ExportFormat format, List<string> columns) => (Format, Columns) = (format, columns);
}
