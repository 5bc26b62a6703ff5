using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Loyalty.Data.Migrations
{
    /// <inheritdoc />
    public partial class LedgerComplete : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "available_at",
                schema: "loyalty",
                table: "lots",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "expired",
                schema: "loyalty",
                table: "lots",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "taken_back",
                schema: "loyalty",
                table: "lots",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "reverses_id",
                schema: "loyalty",
                table: "entries",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "adjustments",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    reverses_entry_id = table.Column<long>(type: "bigint", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "text", nullable: false),
                    asked_by_id = table.Column<long>(type: "bigint", nullable: true),
                    asked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decided_by_id = table.Column<long>(type: "bigint", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    decision_note = table.Column<string>(type: "text", nullable: true),
                    booked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_adjustments", x => x.id);
                    table.CheckConstraint("ck_adjustments_points", "points <> 0");
                    table.ForeignKey(
                        name: "fk_adjustments_entries_reverses_entry_id",
                        column: x => x.reverses_entry_id,
                        principalSchema: "loyalty",
                        principalTable: "entries",
                        principalColumn: "id");
                    table.ForeignKey(
                        name: "fk_adjustments_members_member_id",
                        column: x => x.member_id,
                        principalSchema: "loyalty",
                        principalTable: "members",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "ledger_checks",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    members = table.Column<long>(type: "bigint", nullable: false),
                    entries = table.Column<long>(type: "bigint", nullable: false),
                    lots = table.Column<long>(type: "bigint", nullable: false),
                    differing_members = table.Column<int>(type: "integer", nullable: false),
                    took_milliseconds = table.Column<long>(type: "bigint", nullable: false),
                    differences = table.Column<string>(type: "jsonb", nullable: false),
                    accounts = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ledger_checks", x => x.id);
                });

            migrationBuilder.AddCheckConstraint(
                name: "ck_lots_taken_back",
                schema: "loyalty",
                table: "lots",
                sql: "taken_back between 0 and points and expired between 0 and points");

            migrationBuilder.CreateIndex(
                name: "ix_entries_reverses_id",
                schema: "loyalty",
                table: "entries",
                column: "reverses_id",
                filter: "reverses_id is not null");

            migrationBuilder.CreateIndex(
                name: "ux_entries_given_back_once",
                schema: "loyalty",
                table: "entries",
                columns: new[] { "reverses_id", "to" },
                unique: true,
                filter: "reverses_id is not null and \"to\" = 'member'");

            migrationBuilder.CreateIndex(
                name: "ix_adjustments_customer_id",
                schema: "loyalty",
                table: "adjustments",
                column: "customer_id");

            migrationBuilder.CreateIndex(
                name: "ix_adjustments_key",
                schema: "loyalty",
                table: "adjustments",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_adjustments_member_id_id",
                schema: "loyalty",
                table: "adjustments",
                columns: new[] { "member_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_adjustments_reverses_entry_id",
                schema: "loyalty",
                table: "adjustments",
                column: "reverses_entry_id");

            migrationBuilder.CreateIndex(
                name: "ix_adjustments_waiting",
                schema: "loyalty",
                table: "adjustments",
                column: "id",
                filter: "state = 'waiting'");

            migrationBuilder.AddForeignKey(
                name: "fk_entries_entries_reverses_id",
                schema: "loyalty",
                table: "entries",
                column: "reverses_id",
                principalSchema: "loyalty",
                principalTable: "entries",
                principalColumn: "id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "fk_entries_entries_reverses_id",
                schema: "loyalty",
                table: "entries");

            migrationBuilder.DropTable(
                name: "adjustments",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "ledger_checks",
                schema: "loyalty");

            migrationBuilder.DropCheckConstraint(
                name: "ck_lots_taken_back",
                schema: "loyalty",
                table: "lots");

            migrationBuilder.DropIndex(
                name: "ix_entries_reverses_id",
                schema: "loyalty",
                table: "entries");

            migrationBuilder.DropIndex(
                name: "ux_entries_given_back_once",
                schema: "loyalty",
                table: "entries");

            migrationBuilder.DropColumn(
                name: "available_at",
                schema: "loyalty",
                table: "lots");

            migrationBuilder.DropColumn(
                name: "expired",
                schema: "loyalty",
                table: "lots");

            migrationBuilder.DropColumn(
                name: "taken_back",
                schema: "loyalty",
                table: "lots");

            migrationBuilder.DropColumn(
                name: "reverses_id",
                schema: "loyalty",
                table: "entries");
        }
    }
}
