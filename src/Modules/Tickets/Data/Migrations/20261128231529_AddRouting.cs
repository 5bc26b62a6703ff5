using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Tickets.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddRouting : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string[]>(
                name: "needs",
                schema: "tickets",
                table: "tickets",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string[]>(
                name: "prefers",
                schema: "tickets",
                table: "tickets",
                type: "text[]",
                nullable: false,
                defaultValueSql: "'{}'");

            migrationBuilder.AddColumn<string>(
                name: "region",
                schema: "tickets",
                table: "customers",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "routing_rules",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    type = table.Column<string>(type: "text", nullable: true),
                    category_id = table.Column<long>(type: "bigint", nullable: true),
                    skills = table.Column<string[]>(type: "text[]", nullable: false),
                    language = table.Column<string>(type: "text", nullable: false),
                    region = table.Column<string>(type: "text", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_routing_rules", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "team_routing",
                schema: "tickets",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    team_id = table.Column<long>(type: "bigint", nullable: false),
                    mode = table.Column<string>(type: "text", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_team_routing", x => x.id);
                });

            migrationBuilder.InsertData(
                schema: "tickets",
                table: "routing_rules",
                columns: new[] { "id", "category_id", "language", "region", "skills", "type" },
                values: new object[] { 1L, null, "preferred", "preferred", new string[0], null });

            migrationBuilder.CreateIndex(
                name: "ix_tickets_board",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "team_id", "next_due_at", "id" },
                filter: "open");

            migrationBuilder.CreateIndex(
                name: "ix_tickets_load",
                schema: "tickets",
                table: "tickets",
                columns: new[] { "owner_id", "status", "next_due_at" },
                filter: "open");

            migrationBuilder.CreateIndex(
                name: "ix_team_routing_team_id",
                schema: "tickets",
                table: "team_routing",
                column: "team_id",
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "routing_rules",
                schema: "tickets");

            migrationBuilder.DropTable(
                name: "team_routing",
                schema: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_board",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropIndex(
                name: "ix_tickets_load",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "needs",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "prefers",
                schema: "tickets",
                table: "tickets");

            migrationBuilder.DropColumn(
                name: "region",
                schema: "tickets",
                table: "customers");
        }
    }
}
