using Crm.Contracts.Customers;
using Crm.Platform.Data;
using Crm.Platform.Files.Tables;

namespace Crm.Customers.Domain;

/// <summary>What a file holds.</summary>
internal enum ImportKind { Customers, Contacts, Purchases, Interactions, Usages }

/// <summary>How far an import has come.</summary>
internal enum ImportState { Mapping, Checking, Checked, Running, Done }

/// <summary>Whether rows may create, update, or both.</summary>
internal enum ImportMode { Both, CreateOnly, UpdateOnly }

/// <summary>What becomes of a row: planned by the dry run, then done.</summary>
internal enum RowState { New, ToCreate, ToUpdate, Unchanged, Duplicate, Wrong, Created, Updated }

/// <summary>What may tell that a row is a customer we have.</summary>
internal enum MatchField { Phone, Email, Number, ExternalId }

/// <summary>What parts the cents. Auto reads what nobody can confuse.</summary>
internal enum DecimalMark { Auto, Point, Comma }

/// <summary>What a person has decided about an import.</summary>
internal sealed record ImportSettings
{
    /// <summary>For each column of the file the field it fills, or "".</summary>
    public List<string> Columns { get; init; } = [];

    public ImportMode Mode { get; init; }
    public List<MatchField> Match { get; init; } = [MatchField.Phone, MatchField.Email, MatchField.Number, MatchField.ExternalId];
    public Admission Admission { get; init; } = Admission.Admitted;
    public long? OwnerId { get; init; }

    /// <summary>System the orders come from: with the order number it tells that an order was imported before.</summary>
    public string Source { get; init; } = "import";

    /// <summary>Currency of amounts that name none.</summary>
    public string Currency { get; init; } = "CNY";

    /// <summary>Make customers of orders whose customer is not known.</summary>
    public bool CreateCustomers { get; init; } = true;

    /// <summary>Make customers of rows that look like one we have, unless the installation forbids it.</summary>
    public bool AllowLikely { get; init; }

    public DateOrder Dates { get; init; }
    public DecimalMark Decimals { get; init; }

    /// <summary>Other modules hear of each order, so that points are earned. Not for history.</summary>
    public bool Announce { get; init; }
}

/// <summary>A file on its way in. Its rows keep what became of each, so that a crash or a second start does nothing twice.</summary>
internal sealed class Import : Entity, IAudited
{
    Import() { }

    public Import(ImportKind kind, string fileName, long? by, DateTimeOffset at) => (Kind, FileName, ById, At) = (kind, fileName, by, at);

    public ImportKind Kind { get; private set; }
    public string FileName { get; private set; } = "";

    /// <summary>What the reader recognised: encoding and separator, or the sheet.</summary>
    public string Format { get; private set; } = "";

    public List<string> Headers { get; private set; } = [];
    public int Rows { get; private set; }

    [NotAudited]
    public ImportSettings Settings { get; private set; } = new();

    public ImportState State { get; private set; }
    public long? JobId { get; private set; }
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>The file as it came, until it is imported: to be read again with another encoding.</summary>
    public Guid? FileId { get; private set; }

    /// <summary>The mapping that was remembered for headings like these.</summary>
    public long? MappingId { get; private set; }

    /// <summary>The file has been read.</summary>
    public void Read(string format, List<string> headers, ImportSettings guess, long? mappingId) =>
        (Format, Headers, Settings, MappingId, State) = (format, headers, guess, mappingId, ImportState.Mapping);

    public void Counted(int rows) => Rows = rows;

    public void Keeps(Guid? fileId) => FileId = fileId;

    /// <summary>Settings may change until the first row has been written.</summary>
    public bool CanBeMapped => State is ImportState.Mapping or ImportState.Checking or ImportState.Checked;

    /// <summary>A dry run begins with these settings.</summary>
    public void Check(ImportSettings settings) => (Settings, State) = (settings, ImportState.Checking);

    public void IsChecked() => State = ImportState.Checked;

    /// <summary>Rows are written from now on.</summary>
    public void Run() => State = ImportState.Running;

    public void Works(long jobId) => JobId = jobId;

    public void Done(DateTimeOffset at) => (State, FinishedAt) = (ImportState.Done, at);
}

/// <summary>A row of the file.</summary>
internal sealed class ImportRow
{
    public long ImportId { get; init; }

    /// <summary>As the file counts, the headings being line 1.</summary>
    public int Line { get; init; }

    public required string[] Cells { get; init; }

    /// <summary>What makes an order of the file the same order when it comes again.</summary>
    public string? Key { get; set; }

    public RowState State { get; set; }

    /// <summary>Resource key of why it is wrong or left out.</summary>
    public string? Reason { get; set; }

    public string? ReasonArg { get; set; }

    /// <summary>Customer or purchase it became or belongs to.</summary>
    public long? ResultId { get; set; }
}

/// <summary>What somebody decided for a file with these headings: the next one like it is mapped by itself.</summary>
internal sealed class ImportMapping : Entity
{
    ImportMapping() { }

    public ImportMapping(ImportKind kind, string hash) => (Kind, Hash) = (kind, hash);

    public ImportKind Kind { get; private set; }

    /// <summary>Of the headings.</summary>
    public string Hash { get; private set; } = "";

    public ImportSettings Settings { get; private set; } = new();
    public long? ById { get; private set; }
    public DateTimeOffset At { get; private set; }

    public void Remember(ImportSettings settings, long? by, DateTimeOffset at) => (Settings, ById, At) = (settings, by, at);
}
