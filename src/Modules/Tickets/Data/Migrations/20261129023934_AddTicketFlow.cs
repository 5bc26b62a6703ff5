using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

#pragma warning disable CA1814 // Prefer jagged arrays over multidimensional

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddTicketFlow : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_tickets_archive",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.AddColumn<string>(
                name: "custom",
                schema: "tickets",
                table: "tickets",
                type: "jsonb",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.CreateTable(
                name: "state_names",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    names = table.Column<string>(type: "jsonb", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_state_names", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "ticket_fields",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    required_to_resolve = table.Column<bool>(type: "boolean", nullable: false),
                    types = table.Column<string[]>(type: "text[]", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    english = table.Column<string>(type: "text", nullable: false),
                    chinese = table.Column<string>(type: "text", nullable: false),
                    required = table.Column<bool>(type: "boolean", nullable: false),
                    in_list = table.Column<bool>(type: "boolean", nullable: false),
                    archived = table.Column<bool>(type: "boolean", nullable: false),
                    position = table.Column<int>(type: "integer", nullable: false),
                    options = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ticket_fields", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "type_rules",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    type = table.Column<string>(type: "text", nullable: false),
                    review = table.Column<bool>(type: "boolean", nullable: false),
                    review_hours = table.Column<int>(type: "integer", nullable: false),
                    assignment = table.Column<bool>(type: "boolean", nullable: false),
                    archive = table.Column<bool>(type: "boolean", nullable: false),
                    archive_days = table.Column<int>(type: "integer", nullable: false),
                    reopen_days = table.Column<int>(type: "integer", nullable: false),
                    cause = table.Column<string>(type: "text", nullable: false),
                    resolution = table.Column<string>(type: "text", nullable: false),
                    category = table.Column<string>(type: "text", nullable: false),
                    contact = table.Column<string>(type: "text", nullable: false),
                    resolve_by = table.Column<string>(type: "text", nullable: false),
                    reopen_by = table.Column<string>(type: "text", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_type_rules", x => x.id);
                });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "state_names",
                columns: new[] { "id", "names" },
                values: new object[] { 1L, "[]" });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "type_rules",
                columns: new[] { "id", "archive", "archive_days", "assignment", "category", "cause", "contact", "reopen_by", "reopen_days", "resolution", "resolve_by", "review", "review_hours", "type" },
                values: new object[,]
                {
                    { 1L, true, 7, false, "never", "required", "never", "anyone", 7, "required", "anyone", false, 24, "inquiry" },
                    { 2L, true, 7, false, "never", "required", "never", "anyone", 7, "required", "anyone", true, 24, "complaint" },
                    { 3L, true, 7, false, "never", "required", "never", "anyone", 7, "required", "anyone", false, 24, "repair" },
                    { 4L, true, 7, false, "never", "required", "never", "anyone", 7, "required", "anyone", false, 24, "suggestion" }
                });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_archive",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "type", "finished_at" },
                filter: "status in ('resolved', 'reviewed')");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_custom",
                schema: "tickets",
                table: "tickets",
                column: "custom")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "jsonb_path_ops" });

            migrationBuilder.CreateIndex(
                name: "ix_ticket_fields_key",
                schema: "tickets",
                table: "ticket_fields",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_type_rules_type",
                schema: "tickets",
                table: "type_rules",
                column: "type",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "state_names",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "ticket_fields",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "type_rules",
                schema: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_archive",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_custom",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "custom",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_archive",
                schema: "tickets",
                table: "tickets",
                column: "finished_at",
                filter: "status in ('resolved', 'reviewed')");
        }
    }
}
